package dev.linger.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/** As much of a container as an answer touches. */
final class PaperContainer extends ServletOutputStream {

  private static final WriteListener NOBODY =
      new WriteListener() {
        @Override
        public void onWritePossible() {
          throw new AssertionError("nobody has asked to write");
        }

        @Override
        public void onError(Throwable e) {
          throw new AssertionError("nobody has asked to write", e);
        }
      };

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  Runnable whenAskedForCommit = () -> {};
  boolean isReady = true;
  WriteListener writer = NOBODY;

  @SuppressWarnings("NullAway.Init") // before a test can come to it
  ContainerEvents events;

  boolean completeFails;
  boolean responseFails;
  int status;
  int completions;
  int flushes;

  HttpServletRequest request() {
    return fake(
        HttpServletRequest.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "startAsync" -> context();
              case "getMethod" -> "POST";
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  HttpServletResponse response() {
    return fake(
        HttpServletResponse.class,
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "setStatus" -> status = (Integer) arguments[0];
            case "getOutputStream" -> {
              return this;
            }
            case "isCommitted" -> {
              whenAskedForCommit.run();
              return false;
            }
            default -> assertThat(method.getName()).startsWith("set");
          }
          return null;
        });
  }

  AsyncContext context() {
    return fake(
        AsyncContext.class,
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "getResponse" -> {
              if (responseFails) {
                throw new IllegalStateException("recycled");
              }
              return response();
            }
            case "complete" -> {
              completions++;
              if (completeFails) {
                throw new IllegalStateException("completed");
              }
            }
            case "addListener" -> events = (ContainerEvents) arguments[0];
            default -> assertThat(method.getName()).isIn("setTimeout", "getRequest");
          }
          return null;
        });
  }

  @Override
  public void flush() {
    flushes++;
  }

  String written() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public boolean isReady() {
    return isReady;
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    // The tests say when writing is possible.
    writer = listener;
  }

  @Override
  public void write(int b) {
    out.write(b);
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
