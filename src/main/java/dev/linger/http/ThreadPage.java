package dev.linger.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.linger.event.Event;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A thread's latest events as a page without script or style: posts as they are by now, the newest
 * first, so that who reloads need not scroll.
 *
 * <p>Events are the forum's own and may hold anything: what is not as expected is left out, and all
 * that is written is escaped.
 */
final class ThreadPage {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** Where forums put a post's text. */
  private static final List<String> TEXTS = List.of("text", "content", "body", "message");

  /** And what somebody is called. */
  private static final List<String> NAMES = List.of("name", "userName", "username", "author");

  /** True for a moment, which is over when somebody reads the page. */
  private static final Set<String> PASSING = Set.of("user_typing", "presence", "read");

  /** How many posts, and other things that were said, there are on a page. */
  private static final int MAX_ENTRIES = 100;

  private record Entry(long at, String author, String text, boolean edited, long likes) {}

  private final String id;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Set<String> deleted = new HashSet<>();

  /**
   * The page of a thread, from the latest of the events that it {@link #shows}, the oldest first.
   */
  ThreadPage(String id, List<Event> events) {
    this.id = id;
    events.forEach(this::apply);
  }

  private void apply(Event event) {
    JsonNode data = Json.stored(event.data());
    long at = event.position().millis();
    String post = postId(data, event);
    switch (data.path("type").asText()) {
      case "new_post" -> entries.put(post, entry(at, data.path("post")));
      case "post_updated" -> update(post, at, data.path("post"));
      case "post_deleted" -> delete(post);
      case "post_liked" -> like(post, data.path("likes").asLong());
      default -> entries.put(event.position().toString(), entry(at, data));
    }
    if (entries.size() > MAX_ENTRIES) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  /** Does the page show what this event tells? */
  static boolean shows(Event event) {
    return !PASSING.contains(Json.stored(event.data()).path("type").asText());
  }

  /**
   * What an update does not say stays as it was; of a post that is not here it may be all we know.
   */
  private void update(String post, long at, JsonNode said) {
    Entry before = entries.get(post);
    String text = first(said, TEXTS, before == null ? "" : before.text());
    if (before != null) {
      entries.put(post, new Entry(before.at(), before.author(), text, true, before.likes()));
    } else if (!text.isEmpty() && !deleted.contains(post)) {
      Entry now = entry(at, said);
      entries.put(post, new Entry(at, now.author(), text, true, 0));
    }
  }

  private void delete(String post) {
    entries.remove(post);
    deleted.add(post);
  }

  private void like(String post, long count) {
    entries.computeIfPresent(
        post,
        (key, known) -> new Entry(known.at(), known.author(), known.text(), known.edited(), count));
  }

  /** Its place, if it has no id: then it can't be changed any more, but it is one of its own. */
  private static String postId(JsonNode data, Event event) {
    JsonNode inside = data.path("post").path("id");
    String id = (inside.isMissingNode() ? data.path("postId") : inside).asText();
    return id.isEmpty() ? event.position().toString() : id;
  }

  private static Entry entry(long at, JsonNode said) {
    JsonNode author = said.path("author").isObject() ? said.path("author") : said;
    String type = said.path("type").asText();
    return new Entry(at, first(author, NAMES, ""), first(said, TEXTS, type), false, 0);
  }

  private static String first(JsonNode object, List<String> names, String fallback) {
    return names.stream()
        .map(object::path)
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .findFirst()
        .orElse(fallback);
  }

  /**
   * The page.
   *
   * @param next where it goes on: its own address, with a cursor
   */
  String html(String next) {
    StringBuilder html = new StringBuilder(1024);
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
        .append("<title>Thread ")
        .append(escaped(id))
        .append("</title>\n</head>\n<body>\n<h1>Thread ")
        .append(escaped(id))
        .append(
            "</h1>\n<p>The newest comes first. This page loads itself anew when there is more. ")
        .append("<a href=\"")
        .append(escaped(next))
        .append("\">Wait for more</a></p>\n");
    if (entries.isEmpty()) {
      html.append("<p>Nobody has written here lately.</p>\n");
    }
    List<Entry> newestFirst = new ArrayList<>(entries.values());
    Collections.reverse(newestFirst);
    newestFirst.forEach(entry -> append(html, entry));
    return html.append("</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder html, Entry entry) {
    html.append("<hr>\n<p>");
    if (!entry.author().isEmpty()) {
      html.append("<b>").append(escaped(entry.author())).append("</b>, ");
    }
    html.append(TIME.format(Instant.ofEpochMilli(entry.at())));
    html.append(entry.edited() ? ", edited" : "");
    html.append(entry.likes() > 0 ? ", liked by " + entry.likes() : "").append("</p>\n");
    entry
        .text()
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> html.append("<p>").append(escaped(line)).append("</p>\n"));
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c < ' ' ? ' ' : c);
      }
    }
    return safe.toString();
  }
}
