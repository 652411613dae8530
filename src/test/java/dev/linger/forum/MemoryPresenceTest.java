package dev.linger.forum;

class MemoryPresenceTest extends PresenceContract {

  @Override
  PresenceWorld world() {
    return new MemoryPresenceWorld();
  }
}
