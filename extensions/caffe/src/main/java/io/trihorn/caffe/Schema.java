package io.trihorn.caffe;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The messages of Caffe's files, from the table {@code schema.txt}. */
final class Schema {
  private static final Set<String> SCALARS =
      Set.of("int32", "int64", "uint32", "float", "double", "bool", "string", "bytes");
  private static final FileDescriptor FILE = build();

  private Schema() {}

  /** A message by its name, such as {@code NetParameter}. */
  static Descriptor message(String name) {
    return FILE.findMessageTypeByName(name);
  }

  private static FileDescriptor build() {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder().setName("caffe.proto").setSyntax("proto2");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Schema.class.getResourceAsStream("schema.txt"), StandardCharsets.UTF_8))) {
      lines.lines().forEach(line -> add(line, file));
      return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("the table of messages is wrong", e);
    }
  }

  private static void add(String line, FileDescriptorProto.Builder file) {
    List<String> words = List.of(line.strip().split(" +"));
    switch (words.get(0)) {
      case "", "#" -> {}
      case "message" -> file.addMessageType(DescriptorProto.newBuilder().setName(words.get(1)));
      case "enum" -> {
        if (line.startsWith(" ")) {
          last(file).addEnumType(enumeration(words));
        } else {
          file.addEnumType(enumeration(words));
        }
      }
      default -> last(file).addField(field(words));
    }
  }

  private static DescriptorProto.Builder last(FileDescriptorProto.Builder file) {
    return file.getMessageTypeBuilder(file.getMessageTypeCount() - 1);
  }

  private static EnumDescriptorProto enumeration(List<String> words) {
    EnumDescriptorProto.Builder type = EnumDescriptorProto.newBuilder().setName(words.get(1));
    for (String word : words.subList(2, words.size())) {
      String[] sides = word.split("=");
      type.addValue(
          EnumValueDescriptorProto.newBuilder()
              .setName(sides[0])
              .setNumber(Integer.parseInt(sides[1])));
    }
    return type.build();
  }

  private static FieldDescriptorProto field(List<String> words) {
    String type = words.get(2).replaceAll("[*+]$", "");
    boolean repeated = type.length() < words.get(2).length();
    FieldDescriptorProto.Builder field =
        FieldDescriptorProto.newBuilder()
            .setNumber(Integer.parseInt(words.get(0)))
            .setName(words.get(1))
            .setLabel(
                repeated
                    ? FieldDescriptorProto.Label.LABEL_REPEATED
                    : FieldDescriptorProto.Label.LABEL_OPTIONAL);
    if (SCALARS.contains(type)) {
      field.setType(FieldDescriptorProto.Type.valueOf("TYPE_" + type.toUpperCase(Locale.ROOT)));
    } else {
      field.setTypeName(type);
    }
    if (words.get(2).endsWith("+")) {
      field.setOptions(FieldOptions.newBuilder().setPacked(true));
    }
    if (words.size() > 3) {
      field.setDefaultValue(words.get(3));
    }
    return field.build();
  }
}
