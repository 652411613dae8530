package dev.linger.access;

import dev.linger.event.ChannelName;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a policy, and takes nothing but a yes for one: a policy that stumbles, or can't be had, has
 * said no. The server's own channels are refused before anybody is asked.
 *
 * @param policy asked for at each question
 */
public record CautiousPolicy(Supplier<AccessPolicy> policy) implements AccessPolicy {

  private static final Logger log = LoggerFactory.getLogger(CautiousPolicy.class);

  @Override
  public boolean mayRead(Caller caller, ChannelName channel) {
    return !channel.isReserved() && says(() -> policy.get().mayRead(caller, channel));
  }

  @Override
  public boolean mayPublish(Caller caller, ChannelName channel) {
    return !channel.isReserved() && says(() -> policy.get().mayPublish(caller, channel));
  }

  private static boolean says(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (RuntimeException e) {
      log.error("the access policy failed, which counts as a no", e);
      return false;
    }
  }
}
