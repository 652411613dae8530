package dev.linger.access;

/**
 * Where the keys are that tokens are checked with.
 *
 * <p>Threading: called by many threads; must not wait for anything.
 */
interface Keys {

  /** Those of this moment. The same object, until something about them changes. */
  KeySet now();

  /** A token means a key that is not there: look for new ones, if there has been no look lately. */
  void missed();

  /** Keys that stay. */
  static Keys of(KeySet keys) {
    return new Keys() {
      @Override
      public KeySet now() {
        return keys;
      }

      @Override
      public void missed() {
        // There is nowhere to look.
      }
    };
  }
}
