package dev.linger.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.sourceforge.htmlunit.corejs.javascript.CompilerEnvirons;
import net.sourceforge.htmlunit.corejs.javascript.Context;
import net.sourceforge.htmlunit.corejs.javascript.ErrorReporter;
import net.sourceforge.htmlunit.corejs.javascript.EvaluatorException;
import net.sourceforge.htmlunit.corejs.javascript.Parser;
import net.sourceforge.htmlunit.corejs.javascript.ast.ArrayLiteral;
import net.sourceforge.htmlunit.corejs.javascript.ast.AstNode;
import net.sourceforge.htmlunit.corejs.javascript.ast.Name;
import net.sourceforge.htmlunit.corejs.javascript.ast.ObjectProperty;
import net.sourceforge.htmlunit.corejs.javascript.ast.PropertyGet;
import net.sourceforge.htmlunit.corejs.javascript.ast.VariableDeclaration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code linger.js} is ES3 in its syntax, and so are the demo forum's scripts, which send old
 * browsers to the plain page: a single slip, and they run none of it. The engines of the other
 * tests would let most slips pass.
 */
class BrowserSyntaxTest {

  /** ECMA-262, 3rd edition, 7.5.2 and 7.5.3. */
  private static final Set<String> RESERVED =
      Set.of(
          ("abstract boolean break byte case catch char class const continue debugger default"
                  + " delete do double else enum export extends final finally float for function"
                  + " goto if implements import in instanceof int interface long native new package"
                  + " private protected public return short static super switch synchronized this"
                  + " throw throws transient try typeof var void volatile while with")
              .split(" "));

  @ParameterizedTest
  @MethodSource("scripts")
  void what_browsers_get_is_es3(Path script) throws IOException {
    assertThat(slips(Files.readString(script))).isEmpty();
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("webapp"))) {
      List<Path> scripts = files.filter(file -> file.toString().endsWith(".js")).sorted().toList();
      assertThat(scripts).contains(Path.of("webapp/linger.js"), Path.of("webapp/forum.js"));
      return scripts;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.default = 1",
        "a.catch(b)",
        "a = {class: 1}",
        "a = {b: 1,}",
        "a = [1, 2,]",
        "a = {get b() { return 1 }}",
        "let a = 1",
        "const a = 1",
        "a = () => 1",
        "a = `b`",
        "a = {b}",
        "class A {}",
        "var native = 1",
        "for (a of b) {}",
        "function f(a = 1) {}",
        "a = b ?? c",
        "a?.b"
      })
  void a_slip_is_found(String slip) {
    assertThat(slips(slip)).isNotEmpty();
  }

  private static List<String> slips(String source) {
    List<String> slips = new ArrayList<>();
    CompilerEnvirons environs = new CompilerEnvirons();
    environs.setLanguageVersion(Context.VERSION_1_5);
    environs.setWarnTrailingComma(true);
    environs.setStrictMode(true);
    environs.setReservedKeywordAsIdentifier(false);
    try {
      new Parser(environs, new Collecting(slips))
          .parse(source, "script", 1)
          .visit(node -> look(node, slips));
    } catch (EvaluatorException e) {
      slips.add(String.valueOf(e.getMessage()));
    }
    return slips;
  }

  private static boolean look(AstNode node, List<String> slips) {
    if (node instanceof Name name && isReserved(name.getIdentifier())) {
      slips.add(node.getLineno() + ": " + name.getIdentifier() + " is reserved");
    } else if (node instanceof PropertyGet get && isReserved(get.getProperty().getIdentifier())) {
      slips.add(node.getLineno() + ": a reserved word after a dot");
    } else if (node instanceof ObjectProperty property) {
      if (property.isGetter() || property.isSetter()) {
        slips.add(node.getLineno() + ": a getter or a setter");
      } else if (property.getLeft() instanceof Name name && isReserved(name.getIdentifier())) {
        slips.add(node.getLineno() + ": a reserved word as a name");
      }
    } else if (node instanceof VariableDeclaration variables && !variables.isVar()) {
      slips.add(node.getLineno() + ": let or const");
    } else if (node instanceof ArrayLiteral array && array.getLength() > 0) {
      int end = array.toSource().replaceAll("\\s", "").lastIndexOf(",]");
      if (end >= 0) {
        slips.add(node.getLineno() + ": a comma too many");
      }
    }
    return true;
  }

  private static boolean isReserved(String name) {
    return RESERVED.contains(name);
  }

  /**
   * Trailing commas are warnings of the parser's; others, such as missing returns, are matters of
   * taste.
   */
  private record Collecting(List<String> slips) implements ErrorReporter {

    @Override
    public void warning(String message, String name, int line, String source, int offset) {
      if (message.contains("comma")) {
        slips.add(line + ": " + message);
      }
    }

    @Override
    public void error(String message, String name, int line, String source, int offset) {
      slips.add(line + ": " + message);
    }

    @Override
    public EvaluatorException runtimeError(
        String message, String name, int line, String source, int offset) {
      return new EvaluatorException(message, name, line, source, offset);
    }
  }
}
