package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The links of README.md, CONTRIBUTING.md and docs lead to files and headings that are there. */
class LinksTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");
  private static final Pattern CODE = Pattern.compile("`[^`\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");

  private static final Pattern ITEM = Pattern.compile("<item name=\"[^\"]+\" href=\"([^\"]+)\"/>");
  private static final Pattern MODULE = Pattern.compile("(?m)^    <module>([^<]+)</module>");

  /** Modules that nobody programs against. */
  private static final Set<String> PROGRAMS = Set.of("bom", "cli", "examples");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")),
              docs.filter(page -> page.toString().endsWith(".md")))
          .toList();
    }
  }

  /** What GitHub makes of a heading: lower case, no punctuation, hyphens between words. */
  private static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\- _]", "")
        .replace(' ', '-');
  }

  private static Set<String> anchors(Path page) throws IOException {
    Matcher heading = HEADING.matcher(FENCED.matcher(Files.readString(page)).replaceAll(""));
    Map<String, Integer> seen = new HashMap<>();
    Set<String> out = new HashSet<>();
    while (heading.find()) {
      String name = anchor(heading.group(1));
      int before = seen.merge(name, 1, Integer::sum) - 1;
      out.add(before == 0 ? name : name + "-" + before);
    }
    return out;
  }

  private static String problem(Path page, String link) throws IOException {
    String[] parts = link.split("#", 2);
    Path target =
        parts[0].isEmpty()
            ? page
            : page.resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8)).normalize();
    if (!Files.exists(target)) {
      return "there is no " + ROOT.relativize(target);
    }
    if (!target.startsWith(ROOT)) {
      return "it leads out of the repository";
    }
    boolean found = parts.length == 1 || anchors(target).contains(parts[1]);
    return found ? null : ROOT.relativize(target) + " has no heading #" + parts[1];
  }

  @Test
  void noRelativeLinkIsDead() throws IOException {
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      String text = FENCED.matcher(Files.readString(page)).replaceAll("");
      Matcher link = LINK.matcher(CODE.matcher(text).replaceAll("code"));
      while (link.find()) {
        if (link.group(1).contains("://")) {
          continue;
        }
        links++;
        String problem = problem(page, link.group(1));
        if (problem != null) {
          dead.add(ROOT.relativize(page) + ": " + link.group(1) + ": " + problem);
        }
      }
    }
    assertEquals("", String.join("\n", dead));
    assertTrue(links > 100, links + " links");
  }

  /** The menu of the site is written by hand: it has each page, and the Javadoc of each module. */
  @Test
  void theMenuOfTheSiteHasEveryPage() throws IOException {
    Matcher item = ITEM.matcher(Files.readString(ROOT.resolve("docs/site/site.xml")));
    Set<String> menu = new TreeSet<>();
    while (item.find()) {
      menu.add(item.group(1));
    }
    Set<String> site = new TreeSet<>();
    for (Path page : pages()) {
      String path = ROOT.relativize(page).toString();
      site.add(path.replace(File.separatorChar, '/').replaceAll("\\.md$", ".html"));
    }
    Matcher module = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")));
    while (module.find()) {
      String name = module.group(1).replaceAll(".*/", "");
      if (!PROGRAMS.contains(name)) {
        site.add("javadoc/trihorn-" + name + "/apidocs/index.html");
      }
    }
    assertEquals(String.join("\n", site), String.join("\n", menu));
  }

  /** Who reads the README finds each guide, itself or by the first steps. */
  @Test
  void everyGuideIsLinked() throws IOException {
    Set<Path> linked = new HashSet<>();
    for (Path page :
        List.of(ROOT.resolve("README.md"), ROOT.resolve("docs/guide/first-steps.md"))) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        linked.add(page.resolveSibling(link.group(1).replaceAll("#.*", "")).normalize());
      }
    }
    for (Path page : pages()) {
      if (page.startsWith(ROOT.resolve("docs/guide"))) {
        assertTrue(linked.contains(page), page + " is linked from nowhere");
      }
    }
  }
}
