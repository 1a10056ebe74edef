package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * What Maven Central demands of a POM, of every module that is published: what is inherited is the
 * parent's, and the profile {@code release} adds sources, Javadoc and signatures.
 */
class PublishedPomsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  /** A POM, read. */
  private record Pom(String module, Document xml) {
    static Pom of(String module) {
      try {
        File file = ROOT.resolve(module).resolve("pom.xml").toFile();
        return new Pom(
            module, DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file));
      } catch (Exception e) {
        throw new IllegalStateException(module, e);
      }
    }

    List<String> all(String path) throws Exception {
      NodeList found = (NodeList) XPATH.evaluate(path, xml, XPathConstants.NODESET);
      List<String> out = new ArrayList<>();
      for (int i = 0; i < found.getLength(); i++) {
        out.add(found.item(i).getTextContent().strip());
      }
      return out;
    }

    /** Whether each of these says something. */
    boolean says(String path) throws Exception {
      List<String> found = all(path);
      return !found.isEmpty() && found.stream().noneMatch(String::isBlank);
    }
  }

  static List<String> published() throws Exception {
    List<String> modules = new ArrayList<>(Pom.of("").all("/project/modules/module"));
    modules.add("");
    return modules;
  }

  @ParameterizedTest
  @MethodSource("published")
  void thePomSaysWhatCentralAsksFor(String module) throws Exception {
    Pom pom = Pom.of(module);
    boolean own = pom.all("/project/parent").isEmpty();
    for (String path : List.of("artifactId", "name", "description")) {
      assertTrue(pom.says("/project/" + path), path);
    }
    Pom source = own ? pom : Pom.of("");
    assertEquals(
        source.all("/project/groupId"), own ? List.of("io.trihorn") : pom.all("//parent/groupId"));
    assertEquals(
        source.all("/project/version"),
        own ? Pom.of("").all("/project/version") : pom.all("//parent/version"));
    for (String path :
        List.of(
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "developers/developer/organization",
            "developers/developer/organizationUrl",
            "scm/connection",
            "scm/developerConnection",
            "scm/url")) {
      assertTrue(source.says("/project/" + path), path);
      assertTrue(own || pom.all("/project/" + path).isEmpty(), path + " is the parent's to say");
    }
  }

  @ParameterizedTest
  @MethodSource("published")
  void nothingIsLeftOut(String module) throws Exception {
    Pom pom = Pom.of(module);
    for (String skip :
        List.of("maven.deploy.skip", "maven.source.skip", "maven.javadoc.skip", "gpg.skip")) {
      assertTrue(pom.all("//" + skip).isEmpty(), skip);
    }
    for (String plugin :
        List.of(
            "maven-deploy-plugin",
            "maven-source-plugin",
            "maven-javadoc-plugin",
            "maven-gpg-plugin")) {
      assertFalse(pom.all("//plugin[artifactId='" + plugin + "']//skip").contains("true"), plugin);
    }
  }

  @Test
  void theProfileAttachesSourcesAndJavadocAndSigns() throws Exception {
    Pom parent = Pom.of("");
    assertEquals(List.of("jar-no-fork"), goals(parent, "maven-source-plugin"));
    assertEquals(List.of("jar"), goals(parent, "maven-javadoc-plugin"));
    assertEquals(List.of("sign"), goals(parent, "maven-gpg-plugin"));
    assertEquals(List.of("sign"), goals(Pom.of("bom"), "maven-gpg-plugin"));
  }

  private static List<String> goals(Pom pom, String plugin) throws Exception {
    return pom.all(
        "/project/profiles/profile[id='release']//plugin[artifactId='" + plugin + "']//goal");
  }

  /** The BOM has no parent, so it says itself what the parent says. */
  @ParameterizedTest
  @ValueSource(strings = {"url", "licenses", "developers", "scm"})
  void theBomSaysWhatTheParentSays(String element) throws Exception {
    assertEquals(Pom.of("").all("/project/" + element), Pom.of("bom").all("/project/" + element));
  }

  /** Maven adds a child's name to inherited addresses unless it is told not to. */
  @Test
  void addressesAreInheritedAsTheyStand() throws Exception {
    Pom parent = Pom.of("");
    assertEquals(
        List.of("false"),
        parent.all("/project/@*[name()='child.project.url.inherit.append.path']"));
    assertEquals(
        List.of("false", "false", "false"),
        parent.all("/project/scm/@*[contains(name(), 'inherit.append.path')]"));
  }
}
