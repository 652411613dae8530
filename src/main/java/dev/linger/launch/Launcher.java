package dev.linger.launch;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Unpacks the jars inside the WAR to a temporary folder, because a class loader can't read a jar in
 * a jar, and starts the server from there. The folder is removed when the process ends.
 */
public final class Launcher {

  /** The system property under which the server finds the WAR, for its static files. */
  public static final String WAR_PROPERTY = "dev.linger.war";

  private static final String MAIN = "dev.linger.server.Main";

  private Launcher() {}

  /** Starts the server. */
  public static void main(String[] args) throws Throwable {
    Path war = ownWar();
    System.setProperty(WAR_PROPERTY, war.toString());
    URL[] jars = unpack(war).toArray(new URL[0]);
    // Open for as long as the process lives: everything is loaded through it.
    @SuppressWarnings("resource")
    URLClassLoader loader =
        new URLClassLoader("linger", jars, ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    try {
      loader.loadClass(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Path ownWar() throws URISyntaxException {
    return Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static List<URL> unpack(Path war) throws IOException {
    Path folder = Files.createTempDirectory("linger-");
    folder.toFile().deleteOnExit();
    List<URL> jars = new ArrayList<>();
    try (JarFile file = new JarFile(war.toFile())) {
      for (JarEntry entry : Collections.list(file.entries())) {
        if (isJar(entry.getName())) {
          // Only the last part of the name is used, so that no entry can point out of the folder.
          Path jar = folder.resolve(Path.of(entry.getName()).getFileName());
          jar.toFile().deleteOnExit();
          try (InputStream in = file.getInputStream(entry)) {
            Files.copy(in, jar);
          }
          jars.add(jar.toUri().toURL());
        }
      }
    }
    return jars;
  }

  private static boolean isJar(String name) {
    return name.endsWith(".jar")
        && (name.startsWith("WEB-INF/lib/") || name.startsWith("WEB-INF/server/"));
  }
}
