package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The BOM stands alone, so that it brings nothing else along; its versions must be the build's. */
class BomTest {
  private static Document parse(String file) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new File(file));
  }

  private static Map<String, String> properties(Document pom) {
    Map<String, String> out = new TreeMap<>();
    NodeList list = ((Element) pom.getElementsByTagName("properties").item(0)).getChildNodes();
    for (int i = 0; i < list.getLength(); i++) {
      if (list.item(i).getNodeType() == Node.ELEMENT_NODE) {
        out.put(list.item(i).getNodeName(), list.item(i).getTextContent());
      }
    }
    return out;
  }

  private static String version(Document pom) {
    NodeList list = pom.getDocumentElement().getChildNodes();
    for (int i = 0; i < list.getLength(); i++) {
      if (list.item(i).getNodeName().equals("version")) {
        return list.item(i).getTextContent();
      }
    }
    throw new AssertionError("no version");
  }

  @Test
  void versionsAreThoseOfTheBuild() throws Exception {
    Document bom = parse("../bom/pom.xml");
    Document parent = parse("../pom.xml");
    assertEquals(version(parent), version(bom));
    Map<String, String> build = properties(parent);
    for (Map.Entry<String, String> property : properties(bom).entrySet()) {
      assertEquals(build.get(property.getKey()), property.getValue(), property.getKey());
    }
  }

  @Test
  void everyClassifierOfJavaCppIsManaged() throws Exception {
    NodeList list = parse("../bom/pom.xml").getElementsByTagName("dependency");
    List<String> managed = new ArrayList<>();
    for (int i = 0; i < list.getLength(); i++) {
      Element dependency = (Element) list.item(i);
      NodeList classifier = dependency.getElementsByTagName("classifier");
      managed.add(
          dependency.getElementsByTagName("artifactId").item(0).getTextContent()
              + (classifier.getLength() == 0 ? "" : ":" + classifier.item(0).getTextContent()));
    }
    for (String artifact :
        new String[] {
          "javacpp",
          "javacpp-platform",
          "javacpp:linux-x86_64",
          "javacpp:linux-arm64",
          "javacpp:macosx-x86_64",
          "javacpp:macosx-arm64",
          "javacpp:windows-x86_64"
        }) {
      assertTrue(managed.contains(artifact), artifact + " in " + managed);
    }
  }
}
