package io.trihorn.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Forms of names as Keras 3.15 writes them for classes of its own, of packages, and of neither. */
class RegistryPackagesTest {
  private interface Thing extends Configurable {
    @Override
    default String className() {
      return "Dense";
    }
  }

  private static final class Dense implements Thing {
    @Override
    public void configure(Config config) {}
  }

  private static final class Users implements Thing {
    private int units = 1;

    @Override
    public void configure(Config config) {
      units = config.integer("units", units);
    }
  }

  private static final class Others implements Thing {
    @Override
    public void configure(Config config) {}
  }

  private final Registry<Thing> registry =
      new Registry<Thing>("thing", "keras.things")
          .add("Dense", Dense::new, "dense")
          .addCustom("pkg", "Dense", Users::new)
          .addCustom("other", "Special", Others::new);

  private static JsonObject json(String text) {
    return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
  }

  private Thing read(String text) {
    return registry.deserialize(json(text));
  }

  @Test
  void aUsersClassDoesNotReplaceOneOfTheSameName() {
    assertInstanceOf(Dense.class, registry.create("Dense"));
    assertInstanceOf(Users.class, registry.create("pkg>Dense"));
    assertInstanceOf(
        Dense.class,
        read("{'module':'keras.things','class_name':'Dense','config':{},'registered_name':null}"));
    Thing users =
        read(
            "{'module':null,'class_name':'Dense','config':{'units':7},"
                + "'registered_name':'pkg>Dense'}");
    assertEquals(7, assertInstanceOf(Users.class, users).units);
    assertInstanceOf(Users.class, read("{'class_name':'pkg>Dense','config':{}}"));
    assertInstanceOf(Dense.class, read("{'class_name':'Dense','config':{}}"));
  }

  @Test
  void theRegisteredNameDecidesAndNotTheClassName() {
    String special =
        "{'module':null,'class_name':'Dense','config':{},'registered_name':'other>Special'}";
    assertInstanceOf(Others.class, read(special));
    assertEquals(json(special), registry.serialize(new Others()));
    assertEquals(
        json("{'module':'keras.things','class_name':'Dense','config':{},'registered_name':null}"),
        registry.serialize(new Dense()));
  }

  @Test
  void aClassThatPythonDidNotRegisterIsFoundByItsName() {
    assertInstanceOf(
        Others.class,
        read(
            "{'module':'shop.layers','class_name':'Special','config':{},"
                + "'registered_name':'Special'}"));
    assertInstanceOf(
        Users.class,
        read("{'module':null,'class_name':'Dense','config':{},'registered_name':'Dense'}"));
  }

  @Test
  void anUnknownPackageIsToldWithWhatToDo() {
    UnknownNameException e =
        assertThrows(
            UnknownNameException.class,
            () ->
                read(
                    "{'module':null,'class_name':'Dense','config':{},"
                        + "'registered_name':'shop>Dense'}"));
    assertTrue(e.getMessage().startsWith("unknown thing 'shop>Dense'"), e.getMessage());
    assertTrue(e.getMessage().contains("addCustom(\"shop\", \"Dense\", factory)"), e.getMessage());
    assertFalse(registry.has("shop>Dense"));
    assertTrue(registry.has("pkg>Dense"));
  }

  @Test
  void aClassOfKerasIsNotReplaced() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> registry.add("Dense", Others::new));
    assertTrue(e.getMessage().contains("addCustom(\"package\", \"Dense\", factory)"));
  }

  @Test
  void aModulesTableIsAskedForOnlyWhereOneOfItsClassesMayBeMeant() {
    Registry<Thing> operations =
        new Registry<Thing>("operation", "keras.src.ops").add("Exp", Others::new);
    AtomicInteger asked = new AtomicInteger();
    registry.addModule(
        "keras.src.ops",
        () -> {
          asked.incrementAndGet();
          return operations;
        });
    registry.create("dense");
    read("{'module':'keras.things','class_name':'Dense','config':{},'registered_name':null}");
    registry.serialize(new Dense());
    assertEquals(0, asked.get());

    assertInstanceOf(
        Others.class, read("{'module':'keras.src.ops.numpy','class_name':'Exp','config':{}}"));
    assertInstanceOf(Others.class, registry.create("Exp"));
    assertTrue(asked.get() > 0);
  }
}
