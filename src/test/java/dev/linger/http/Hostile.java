package dev.linger.http;

import java.util.List;
import java.util.Random;

/** What may stand where something sensible should: the words of a fuzz run. */
final class Hostile {

  private static final List<String> JSON =
      List.of(
          "null",
          "true",
          "0",
          "-0",
          "-1",
          "0.5",
          "1e400",
          "-1e400",
          "1e-400",
          "1e999999999",
          "-1e999999999",
          "1e-999999999",
          "2147483648",
          "9223372036854775808",
          "1" + "0".repeat(900),
          "0." + "3".repeat(900),
          "NaN",
          "-Infinity",
          "01",
          "\"\"",
          "\"0\"",
          "\"1e999999999\"",
          "\"NaN\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\u0000\"",
          "\"\\u2028\\u2029\\ufeff\\uffff\"",
          "\"\uD83D\uDE00\u202E\u00e4\"",
          "\"" + "x".repeat(5_000) + "\"",
          "\"" + "\u00e4".repeat(129) + "\"",
          "\"<script>alert(1)</script>\"",
          "\"\\r\\nX-Injected: 1\\r\\n\"",
          "\"../..;/%2e%2e\"",
          "\"user:me\"",
          "\"user:\"",
          "\"USER:7\"",
          "\"linger:probe\"",
          "\"thread:*\"",
          "\"thread:" + "9".repeat(300) + "\"",
          "\"0-0\"",
          "\"18446744073709551616-1\"",
          "[]",
          "{}",
          "[null]",
          "[[[]]]",
          "{\"__proto__\":{\"\":null}}",
          "{\"\":\"\"}",
          "[" + "\"thread:1\",".repeat(60) + "\"thread:1\"]",
          "[".repeat(400) + "]".repeat(400),
          "{\"a\":".repeat(400) + "1" + "}".repeat(400),
          "[".repeat(6_000) + "]".repeat(6_000));

  private static final List<String> QUERY =
      List.of(
          "",
          "%",
          "%z",
          "%zz",
          "%00",
          "%ff",
          "%c0%80",
          "%ed%a0%80",
          "%F0%9F%98%80",
          "%u0041",
          "%0d%0aX-Injected:%201",
          "%3Cscript%3Ealert(1)%3C/script%3E",
          "%e2%80%a8",
          "%2e%2e%2f",
          "+",
          "=",
          "-1",
          "-0",
          "0",
          "0.00000000000000000001",
          "99999999999999999999",
          "999999999999999999999999",
          "2147483648",
          "1e9",
          "NaN",
          "0x10",
          "user:me",
          "user%3a",
          "linger:probe",
          "thread:*",
          "\u00e4",
          "\"<>{}|^`[]",
          ";",
          "x".repeat(3_000));

  private static final List<String> HEADER_NAMES =
      List.of(
          "Prefer",
          "Last-Event-ID",
          "Idempotency-Key",
          "Origin",
          "Authorization",
          "X-Forwarded-For",
          "X-Forwarded-Proto",
          "X-Forwarded-Host",
          "Forwarded",
          "Content-Type",
          "Content-Encoding",
          "Accept",
          "Accept-Encoding",
          "Expect",
          "Range",
          "If-None-Match",
          "If-Modified-Since",
          "Cookie",
          "Access-Control-Request-Method",
          "Access-Control-Request-Headers",
          "Connection",
          "Upgrade",
          "TE",
          "X-HTTP-Method-Override",
          "Host",
          "Max-Forwards",
          "Referer");

  private static final List<String> HEADER_VALUES =
      List.of(
          "",
          " ",
          ",",
          ";",
          "=",
          "\"",
          "null",
          "*",
          "-1",
          "wait=0",
          "wait=1",
          "wait=99999999999999999999",
          "respond-async, wait=0; x=\"",
          "Bearer",
          "Bearer ",
          "bearer a.b.c",
          "Bearer eyJhbGciOiJub25lIn0.e30.",
          "Bearer " + ".".repeat(1_000),
          "Basic Og==",
          "https://page.example",
          "https://evil.example",
          "https://page.example, https://page.example",
          "http://[::1",
          "file://",
          "127.0.0.1",
          "::1, 10.0.0.1, unknown",
          "1.2.3.4:99999",
          "[fe80::1%25eth0]:1",
          "for=\"[2001:db8::1]\";proto=x;by=_a",
          "for=;;;",
          "1.1.1.1,".repeat(300),
          "application/json",
          "application/json; charset=utf-16",
          "application/json;;;charset",
          "text/plain;charset=\"utf-8\"",
          "multipart/form-data; boundary=",
          "application/x-www-form-urlencoded",
          "100-continue",
          "200-ok",
          "bytes=0-1,-1,9-",
          "gzip",
          "POST",
          "close",
          "keep-alive, Upgrade",
          "websocket",
          "a=b; $Version=1; a=\"\\",
          "\u00e4\u00ff",
          "x\u0001y",
          "a\tb",
          "0.0.0.0." + "1",
          "y".repeat(3_000),
          "z".repeat(9_000));

  private static final List<String> METHODS =
      List.of(
          "GET",
          "HEAD",
          "POST",
          "OPTIONS",
          "PUT",
          "DELETE",
          "PATCH",
          "TRACE",
          "CONNECT",
          "get",
          "Post",
          "PROPFIND",
          "X",
          "G\u00c4T",
          "A-METHOD-OF-" + "X".repeat(200));

  private static final List<String> CONTENT_TYPES =
      List.of(
          "application/json",
          "APPLICATION/JSON;charset=UTF-8",
          "text/plain",
          "text/html",
          "application/json;charset=utf-16",
          "application/json;charset=nonsense",
          "application/cbor",
          "multipart/form-data",
          "/",
          ";charset=");

  private final Random random;

  Hostile(Random random) {
    this.random = random;
  }

  /** The text of a JSON value, or of what passes for one somewhere. */
  String json() {
    return of(JSON);
  }

  String query() {
    return of(QUERY);
  }

  String headerName() {
    return of(HEADER_NAMES);
  }

  String headerValue() {
    return of(HEADER_VALUES);
  }

  String method() {
    return of(METHODS);
  }

  String contentType() {
    return of(CONTENT_TYPES);
  }

  <T> T of(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
