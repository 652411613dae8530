package dev.linger.access;

import dev.linger.event.ChannelName;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Asks a policy, and takes nothing but a yes for one: a policy that stumbles, or can't be had, has
 * said no. The server's own channels are refused before anybody is asked.
 *
 * @param policy asked for at each question
 * @param stumbles told when it fails
 */
public record CautiousPolicy(Supplier<AccessPolicy> policy, Stumbles stumbles)
    implements AccessPolicy {

  @Override
  public boolean mayRead(Caller caller, ChannelName channel) {
    return !channel.isReserved() && says(() -> policy.get().mayRead(caller, channel));
  }

  @Override
  public boolean mayPublish(Caller caller, ChannelName channel) {
    return !channel.isReserved() && says(() -> policy.get().mayPublish(caller, channel));
  }

  private boolean says(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (RuntimeException e) {
      stumbles.add(e);
      return false;
    }
  }
}
