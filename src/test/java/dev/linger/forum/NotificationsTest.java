package dev.linger.forum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.linger.event.ChannelName;
import dev.linger.event.Event;
import dev.linger.event.Kind;
import dev.linger.event.Position;
import dev.linger.log.Draft;
import dev.linger.support.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a user is told of, wherever it is kept. */
@ParameterizedClass
@EnumSource(ForumLog.Place.class)
class NotificationsTest {

  private static final ChannelName ADA = ChannelName.ofUser("7");
  private static final ChannelName BO = ChannelName.ofUser("8");

  private final ForumLog on;
  private final Notifications notifications;

  NotificationsTest(ForumLog.Place place) {
    on = place.open();
    notifications = new Notifications(on.log, on.stores.marks(), new FakeTicker());
  }

  @AfterEach
  void close() {
    on.close();
  }

  @Test
  void the_newest_come_first_and_the_rest_page_by_page() throws Exception {
    for (int i = 1; i <= 7; i++) {
      notify(ADA, i);
      on.publish(
          new Draft(ADA, Kind.DURABLE, "{\"type\":\"message\",\"of\":\"notification\"}", null));
    }
    notify(BO, 100);

    List<List<String>> pages = new ArrayList<>();
    @Nullable Position before = null;
    do {
      Notifications.Page page = notifications.page(ADA, before, 3, event -> true);
      pages.add(texts(page));
      before = page.next();
    } while (before != null);

    assertThat(pages).containsExactly(List.of("7", "6", "5"), List.of("4", "3", "2"), List.of("1"));
  }

  @Test
  void a_last_page_that_is_full_does_not_promise_more() throws Exception {
    notify(ADA, 1);
    notify(ADA, 2);
    assertThat(notifications.page(ADA, null, 2, event -> true).next()).isNull();
    assertThat(notifications.page(BO, null, 2, event -> true).notifications()).isEmpty();
  }

  @Test
  void without_a_mark_all_are_unread_and_after_it_those_behind_it() throws Exception {
    notify(ADA, 1);
    Position second = notify(ADA, 2);
    assertThat(notifications.page(ADA, null, 1, event -> true).unread()).isEqualTo(2);
    assertThat(notifications.page(ADA, null, 1, event -> true).readUpTo()).isNull();

    assertThat(notifications.read(ADA, second, Origin.LINGER)).isTrue();
    notify(ADA, 3);

    Notifications.Page page = notifications.page(ADA, null, 10, event -> true);
    assertThat(page.unread()).isEqualTo(1);
    assertThat(page.readUpTo()).isEqualTo(second);
    assertThat(texts(page)).containsExactly("3", "2", "1");
    assertThat(notifications.page(BO, null, 10, event -> true).readUpTo()).isNull();
  }

  @Test
  void a_mark_moves_forward_only_and_is_told_to_the_users_other_devices() throws Exception {
    Position first = notify(ADA, 1);
    Position second = notify(ADA, 2);
    assertThat(notifications.read(ADA, second, Origin.LINGER)).isTrue();
    assertThat(notifications.read(ADA, first, Origin.LINGER)).isFalse();
    assertThat(notifications.read(ADA, second, Origin.LINGER)).isFalse();

    List<Event> told = on.events(ADA);
    assertThat(told).hasSize(3);
    assertThat(told.get(2).data())
        .isEqualTo(
            "{\"type\":\"notifications_read\",\"userId\":\"7\",\"upTo\":\"" + second + "\"}");
    assertThat(told.get(2).kind()).isEqualTo(new Kind.LatestWins("notifications_read"));
    assertThat(notifications.page(ADA, null, 10, event -> true).readUpTo()).isEqualTo(second);
  }

  @Test
  void a_mark_ahead_of_the_log_is_refused_and_counted() throws Exception {
    Position last = notify(ADA, 1);
    Position ahead = new Position(last.millis() + 3_600_000, 0);
    assertThatThrownBy(() -> notifications.read(ADA, ahead, Origin.LINGER))
        .isInstanceOf(AheadException.class);
    assertThatThrownBy(
            () ->
                notifications.read(
                    ADA, new Position(Long.MAX_VALUE, Long.MAX_VALUE), Origin.LINGER))
        .isInstanceOf(AheadException.class);
    assertThat(notifications.refused()).isEqualTo(2);
    assertThat(notifications.page(ADA, null, 10, event -> true).unread()).isEqualTo(1);
  }

  @Test
  void of_a_notification_that_was_replaced_the_newest_counts() throws Exception {
    for (int i = 1; i <= 3; i++) {
      on.publish(new Draft(ADA, new Kind.LatestWins("like:9"), data(i), null));
    }
    notify(ADA, 4);

    Notifications.Page page = notifications.page(ADA, null, 10, event -> true);
    assertThat(texts(page)).containsExactly("4", "3");
    assertThat(page.unread()).isEqualTo(2);
  }

  @Test
  void the_count_is_bounded_and_says_so() throws Exception {
    for (int i = 1; i <= Notifications.MAX_UNREAD; i++) {
      notify(ADA, i);
    }
    assertThat(notifications.page(ADA, null, 1, event -> true).unreadMore()).isFalse();
    notify(ADA, 0);
    Notifications.Page page = notifications.page(ADA, null, 1, event -> true);
    assertThat(page.unread()).isEqualTo(Notifications.MAX_UNREAD);
    assertThat(page.unreadMore()).isTrue();
  }

  @Test
  void among_thousands_of_other_events_a_page_ends_and_says_where_to_go_on() throws Exception {
    notify(ADA, 1);
    List<Draft> noise = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      noise.add(new Draft(ADA, Kind.DURABLE, "{\"type\":\"noise\"}", null));
    }
    for (int i = 0; i <= Notifications.MAX_LOOKED_AT / 500; i++) {
      on.log.append(noise);
    }
    // On Redis the noise has pushed it out by then; that is the channel's bound, not the page's.
    Notifications.Page page = notifications.page(ADA, null, 10, event -> true);
    assertThat(page.notifications()).isEmpty();
    if (on.redis == null) {
      assertThat(page.unreadMore()).isTrue();
      Notifications.Page next = notifications.page(ADA, page.next(), 10, event -> true);
      assertThat(texts(next)).containsExactly("1");
    }
  }

  private Position notify(ChannelName user, int number) throws Exception {
    return on.publish(new Draft(user, Kind.DURABLE, data(number), null));
  }

  private static String data(int number) {
    return "{\"type\":\"notification\",\"payload\":{\"n\":\"" + number + "\"}}";
  }

  private static List<String> texts(Notifications.Page page) {
    return page.notifications().stream()
        .map(event -> EventJson.read(event.data()).at("/payload/n").asText())
        .toList();
  }
}
