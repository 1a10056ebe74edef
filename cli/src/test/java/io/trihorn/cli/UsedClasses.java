package io.trihorn.cli;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The classes that programs use: those that an expression of theirs is of, that they name outside
 * of imports, and that declare what they call.
 */
final class UsedClasses extends TreePathScanner<Void, Void> {
  private final Set<String> names = new TreeSet<>();
  private final Trees trees;

  private UsedClasses(Trees trees) {
    this.trees = trees;
  }

  /**
   * Compiles programs, without writing classes, and looks through them.
   *
   * @return the names of the classes, inner ones as the one around them
   * @throws IllegalArgumentException with what the compiler says, if it refuses one
   */
  static Set<String> of(List<Path> programs) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
      List<String> options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"));
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  problems,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(programs));
      UsedClasses used = new UsedClasses(Trees.instance(task));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      task.analyze();
      for (Diagnostic<? extends JavaFileObject> problem : problems.getDiagnostics()) {
        if (problem.getKind() == Diagnostic.Kind.ERROR) {
          throw new IllegalArgumentException(problem.toString());
        }
      }
      for (CompilationUnitTree unit : units) {
        TreePath root = new TreePath(unit);
        unit.getTypeDecls().forEach(type -> used.scan(new TreePath(root, type), null));
      }
      return used.names;
    }
  }

  @Override
  public Void scan(Tree tree, Void nothing) {
    if (tree != null) {
      TreePath path = new TreePath(getCurrentPath(), tree);
      add(trees.getTypeMirror(path));
      Element element = trees.getElement(path);
      if (element != null && element.getKind() != ElementKind.PACKAGE) {
        add(element);
      }
    }
    return super.scan(tree, nothing);
  }

  private void add(TypeMirror type) {
    if (type != null && type.getKind() == TypeKind.DECLARED) {
      add(((DeclaredType) type).asElement());
    }
  }

  /** The class around an element, or the class itself, in no other. */
  private void add(Element element) {
    Element outer = element;
    while (outer != null
        && (outer.getEnclosingElement() == null
            || outer.getEnclosingElement().getKind() != ElementKind.PACKAGE)) {
      outer = outer.getEnclosingElement();
    }
    if (outer instanceof TypeElement type) {
      names.add(type.getQualifiedName().toString());
    }
  }
}
