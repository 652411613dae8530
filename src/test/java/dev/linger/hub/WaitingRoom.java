package dev.linger.hub;

import dev.linger.event.ChannelName;
import dev.linger.event.Position;

/** What the race tests ask of a hub, so that they can ask the same of one that is broken. */
interface WaitingRoom {

  Hub.Parking park(Waiter waiter);

  boolean claim(Waiter waiter, Outcome how);

  void advanced(ChannelName channel, Position position);

  void endDue();

  void drain();

  int parkedCount();

  boolean holdsNothing();

  /** The real one. Ends are carried out by the thread that asks for them: the race is tighter. */
  static WaitingRoom real(Ticker ticker, Seats seats) {
    Hub hub = new Hub(ticker, 1, seats, Runnable::run);
    return new WaitingRoom() {
      @Override
      public Hub.Parking park(Waiter waiter) {
        return hub.park(waiter);
      }

      @Override
      public boolean claim(Waiter waiter, Outcome how) {
        return hub.claim(waiter, how);
      }

      @Override
      public void advanced(ChannelName channel, Position position) {
        hub.advanced(channel, position);
      }

      @Override
      public void endDue() {
        hub.endDue();
      }

      @Override
      public void drain() {
        hub.drain(Integer.MAX_VALUE);
      }

      @Override
      public int parkedCount() {
        return hub.parkedCount();
      }

      @Override
      public boolean holdsNothing() {
        return hub.holdsNothing();
      }
    };
  }
}
