package dev.linger;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The house, section 5 of the design: who may import whom, and what is done in one place only.
 *
 * <p>To add a package, add it to {@link #ALLOWED} with those above it that may use it.
 */
class ArchitectureTest {

  private static final JavaClasses ALL = new ClassFileImporter().importPackages("dev.linger");

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.linger");

  /** Who may import a package. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "event",
          Set.of("hub", "log", "poll", "publish", "forum", "access", "bridge", "http", "server"),
          "hub",
          Set.of("poll", "publish", "forum", "access", "http", "server"),
          "log",
          Set.of("poll", "publish", "forum", "access", "bridge", "http", "server"),
          "poll",
          Set.of("http", "server"),
          "publish",
          Set.of("forum", "bridge", "http", "server"),
          "forum",
          Set.of("http", "server"),
          "access",
          Set.of("http", "server"),
          "bridge",
          Set.of("server"),
          "http",
          Set.of("server"));

  /** Those that nobody may import. */
  private static final Set<String> UNIMPORTED = Set.of("server", "launch");

  private static final Pattern FORBIDDEN_WORD =
      Pattern.compile(
          "(Manager|Service|Handler|Helper|Util|Data|Info|Impl|Abstract)(s|ity|ities)?(?![a-z])");

  @Test
  void packages_import_downwards_only() {
    var layers =
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
    for (String name : ALLOWED.keySet()) {
      layers = layers.layer(name).definedBy("dev.linger." + name + "..");
    }
    for (String name : UNIMPORTED) {
      layers = layers.layer(name).definedBy("dev.linger." + name + "..");
    }
    for (var allowed : ALLOWED.entrySet()) {
      layers =
          layers
              .whereLayer(allowed.getKey())
              .mayOnlyBeAccessedByLayers(allowed.getValue().toArray(new String[0]));
    }
    for (String name : UNIMPORTED) {
      layers = layers.whereLayer(name).mayNotBeAccessedByAnyLayer();
    }
    layers.check(MAIN);
  }

  @Test
  void every_class_lives_in_a_package_that_the_layers_know() {
    List<String> known =
        Stream.concat(ALLOWED.keySet().stream(), UNIMPORTED.stream())
            .map(name -> "dev.linger." + name + "..")
            .toList();
    classes().should().resideInAnyPackage(known.toArray(new String[0])).check(MAIN);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("dev.linger.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void hub_and_log_do_not_know_each_other() {
    noClasses()
        .that()
        .resideInAPackage("dev.linger.hub..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.linger.log..")
        .check(MAIN);
    noClasses()
        .that()
        .resideInAPackage("dev.linger.log..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.linger.hub..")
        .check(MAIN);
  }

  @Test
  void the_launcher_stands_alone() {
    // It runs before there is a class path: whatever it needs must be in the JDK.
    classes()
        .that()
        .resideInAPackage("dev.linger.launch..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.linger.launch..", "java..", "org.jspecify..")
        .check(MAIN);
  }

  @Test
  void servlets_are_known_to_http_and_to_what_the_container_calls_only() {
    onlyIn("dev.linger.http..", "dev.linger.server..").mayUse("jakarta..");
  }

  @Test
  void jetty_is_known_to_the_server_only() {
    onlyIn("dev.linger.server..").mayUse("org.eclipse.jetty..");
  }

  @Test
  void the_library_for_tokens_is_known_to_access_only() {
    onlyIn("dev.linger.access..").mayUse("com.nimbusds..");
  }

  @Test
  void jedis_is_known_to_the_redis_classes_the_tail_and_the_bridge_only() {
    noClasses()
        .that(
            DescribedPredicate.not(
                resideInAnyPackage("dev.linger.bridge..")
                    .or(nameMatching("dev\\.linger\\.log\\.(Redis\\w*|LogTail)(\\$.*)?"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("redis.clients..")
        .check(MAIN);
  }

  @Test
  void the_environment_the_clock_and_new_threads_come_from_the_server_only() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.linger.server..")
        .should()
        .accessTargetWhere(
            calls(System.class, "getenv|nanoTime|currentTimeMillis")
                .or(calls(Thread.class, "<init>|startVirtualThread|ofVirtual|ofPlatform"))
                .or(calls(Timer.class, "<init>"))
                .or(calls(Date.class, "<init>"))
                .or(calls(Executors.class, ".*"))
                .or(calls(ThreadPoolExecutor.class, "<init>"))
                .or(calls(ForkJoinPool.class, "<init>|commonPool"))
                .or(calls(CompletableFuture.class, "\\w+Async"))
                .or(calls(Clock.class, "system\\w*|tick\\w*"))
                .or(
                    target(owner(resideInAnyPackage("java.time")))
                        .and(target(nameMatching("now")))))
        .check(MAIN);
  }

  @Test
  void nobody_sleeps_and_no_test_does() {
    noClasses()
        .that()
        // A load has a pace. The benchmarks are programs, run by name, and wait for nothing by it.
        .resideOutsideOfPackage("dev.linger.bench..")
        .should()
        .accessTargetWhere(
            calls(Thread.class, "sleep")
                .or(calls(TimeUnit.class, "sleep|timedWait"))
                .or(calls(LockSupport.class, "parkNanos|parkUntil")))
        .check(ALL);
  }

  @Test
  void names_of_classes_say_what_they_are() {
    classes()
        .should(
            be(
                DescribedPredicate.describe(
                    "named without words that fit everything",
                    (JavaClass each) -> !FORBIDDEN_WORD.matcher(each.getSimpleName()).find())))
        .check(ALL);
  }

  @Test
  void every_package_says_what_lives_in_it_and_that_nothing_is_null_unless_it_says_so() {
    Set<String> packages =
        MAIN.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages).isNotEmpty();
    assertThat(packages)
        .allSatisfy(
            name ->
                assertThat(MAIN.getPackage(name).tryGetAnnotationOfType(NullMarked.class))
                    .as(name)
                    .isPresent());
  }

  private interface Use {
    void mayUse(String packages);
  }

  private static Use onlyIn(String... places) {
    return packages ->
        noClasses()
            .that()
            .resideOutsideOfPackages(places)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(packages)
            .check(MAIN);
  }

  /** Calls of a method or constructor, and references to it such as {@code System::nanoTime}. */
  private static DescribedPredicate<JavaAccess<?>> calls(Class<?> type, String names) {
    DescribedPredicate<AccessTarget> ofType =
        DescribedPredicate.describe(
            type.getSimpleName(), target -> target.getOwner().isAssignableTo(type));
    return target(ofType.and(nameMatching(names).forSubtype()))
        .as("%s.%s", type.getSimpleName(), names);
  }
}
