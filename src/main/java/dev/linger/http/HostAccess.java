package dev.linger.http;

import dev.linger.access.Access;
import dev.linger.access.AccessPolicy;
import dev.linger.access.Caller;
import dev.linger.access.CautiousPolicy;
import dev.linger.access.Credentials;
import dev.linger.access.Stumbles;
import dev.linger.event.ChannelName;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks the host application's {@link AccessPolicy}, if it has registered one. It is looked for at
 * each question, so it does not matter whether the application's listeners or ours come first, and
 * it may be exchanged.
 *
 * <p>Threading: any thread; a context's attributes may be read by all.
 */
record HostAccess(Access own, ServletContext context, Stumbles stumbles) implements Access {

  private static final String ATTRIBUTE = AccessPolicy.class.getName();

  @Override
  public @Nullable Caller identify(Credentials shown) {
    return own.identify(shown);
  }

  @Override
  public boolean isWelcome(Caller caller) {
    return own.isWelcome(caller);
  }

  @Override
  public @Nullable Duration remaining(Caller caller) {
    return own.remaining(caller);
  }

  @Override
  public boolean isReady() {
    return own.isReady();
  }

  @Override
  public boolean mayRead(Caller caller, ChannelName channel) {
    return policy().mayRead(caller, channel);
  }

  @Override
  public boolean mayPublish(Caller caller, ChannelName channel) {
    return policy().mayPublish(caller, channel);
  }

  private AccessPolicy policy() {
    Object registered = context.getAttribute(ATTRIBUTE);
    // Something else by that name was meant to be a policy (of another class loader, it may be):
    // the cast fails, and to go by our own instead would let in whom it may not.
    return registered == null ? own : new CautiousPolicy(() -> (AccessPolicy) registered, stumbles);
  }
}
