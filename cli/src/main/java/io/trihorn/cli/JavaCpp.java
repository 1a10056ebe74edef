package io.trihorn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JavaCPP jars on the class path. Its classes and its natives must be of one version: a native
 * library of another fails with {@code UnsatisfiedLinkError} in the middle of an engine's start.
 *
 * @param jars every jar
 */
record JavaCpp(List<Jar> jars) {
  private static final String PROPERTIES = "META-INF/maven/org.bytedeco/javacpp/pom.properties";
  private static final Pattern CLASSIFIER =
      Pattern.compile("javacpp-[^/!]*?-([a-z]+-[^/!]+)\\.jar");

  /**
   * One of them.
   *
   * @param version its version
   * @param classifier the platform of its natives, or null for the classes
   */
  record Jar(String version, String classifier) {}

  static JavaCpp onClassPath() {
    List<Jar> jars = new ArrayList<>();
    try {
      for (URL url : Collections.list(JavaCpp.class.getClassLoader().getResources(PROPERTIES))) {
        Properties properties = new Properties();
        try (InputStream in = url.openStream()) {
          properties.load(in);
        }
        jars.add(new Jar(properties.getProperty("version"), classifier(url.toString())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class path: " + e.getMessage(), e);
    }
    return new JavaCpp(jars);
  }

  /** The platform in a jar's name; null where there is none. */
  static String classifier(String url) {
    Matcher name = CLASSIFIER.matcher(url);
    return name.find() ? name.group(1) : null;
  }

  /** The versions there are. */
  Set<String> versions() {
    Set<String> versions = new TreeSet<>();
    jars.forEach(jar -> versions.add(jar.version()));
    return versions;
  }

  /** What is wrong and what to do, or null if all is well. */
  String problem() {
    if (jars.isEmpty()) {
      return null;
    }
    if (versions().size() > 1) {
      return "MISMATCH: the classes and the natives of org.bytedeco:javacpp must be of one version,"
          + " but here are "
          + String.join(" and ", versions())
          + ". Import io.trihorn:trihorn-bom into your dependencyManagement, which manages the"
          + " artifact and each of its classifiers.";
    }
    if (jars.stream().allMatch(jar -> jar.classifier() == null)) {
      return "There are no natives: add org.bytedeco:javacpp with the classifier of your platform,"
          + " such as linux-x86_64, in version "
          + versions().iterator().next()
          + ".";
    }
    return null;
  }

  void print(PrintWriter out) {
    out.println("JavaCPP");
    for (Jar jar : jars) {
      Doctor.line(out, jar.version(), jar.classifier() == null ? "classes" : jar.classifier());
    }
    if (jars.isEmpty()) {
      Doctor.line(out, "none", "needed by the dl4j and tensorflow backends only");
    } else {
      out.println("  " + (problem() == null ? "classes and natives match" : problem()));
    }
  }
}
