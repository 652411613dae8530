package dev.linger.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.linger.access.Credentials.Login;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A login beside tokens. */
class LoginAccessTest {

  private final TokenWorld world = new TokenWorld();
  private final LoginAccess access = new LoginAccess(world.access, world.millis::get);

  @Test
  void a_login_has_no_end_of_its_own_though_tokens_have_one() {
    Caller ada = Objects.requireNonNull(access.identify(login("7")));
    assertThat(access.remaining(ada)).isNull();
    assertThat(access.isWelcome(ada)).isTrue();
  }

  @Test
  void nobody_is_called_what_no_token_could_call_them() {
    for (String name : new String[] {"", "me", "7:8", "a b", "ä", "7\n"}) {
      assertThat(access.identify(login(name))).as(name).isNull();
    }
  }

  private static Credentials login(String user) {
    return new Credentials(null, new Login(user, Set.of()));
  }
}
