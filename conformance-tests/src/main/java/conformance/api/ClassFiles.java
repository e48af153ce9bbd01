package conformance.api;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The classes and members that class files refer to: what their constant pools name (JVM
 * specification §4.4). Constants that the compiler copies in are not named there.
 */
final class ClassFiles {
  private static final int MAGIC = 0xCAFEBABE;

  /** A reference: binary name of a class, member, descriptor. Classes have member "". */
  record Reference(String owner, String name, String descriptor) {}

  private ClassFiles() {}

  /** Of all class files in a folder and below. */
  static Set<Reference> in(Path folder) {
    Set<Reference> found = new HashSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> classes = files.filter(f -> f.toString().endsWith(".class")).toList();
      for (Path file : classes) {
        try (InputStream in = Files.newInputStream(file)) {
          read(new DataInputStream(in), found);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static void read(DataInputStream in, Set<Reference> found) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("not a class file");
    }
    in.readInt();
    int size = in.readUnsignedShort();
    Object[] pool = new Object[size];
    for (int i = 1; i < size; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> pool[i] = in.readUTF();
        case 3, 4, 17, 18 -> in.readInt();
        case 5, 6 -> {
          in.readLong();
          // Takes two places.
          i++;
        }
        case 7 -> pool[i] = new int[] {in.readUnsignedShort()};
        case 8, 16, 19, 20 -> in.readUnsignedShort();
        case 9, 10, 11, 12 ->
            pool[i] = new int[] {in.readUnsignedShort(), in.readUnsignedShort(), tag};
        case 15 -> {
          in.readUnsignedByte();
          in.readUnsignedShort();
        }
        default -> throw new IOException("unknown constant " + tag);
      }
    }
    for (Object constant : pool) {
      if (constant instanceof int[] words) {
        add(pool, words, found);
      }
    }
  }

  private static void add(Object[] pool, int[] words, Set<Reference> found) {
    if (words.length == 1) {
      String name = (String) pool[words[0]];
      found.add(new Reference(name.replace('/', '.'), "", ""));
    } else if (words[2] != 12) {
      String owner = (String) pool[((int[]) pool[words[0]])[0]];
      int[] nameAndType = (int[]) pool[words[1]];
      String name = (String) pool[nameAndType[0]];
      String descriptor = (String) pool[nameAndType[1]];
      found.add(new Reference(owner.replace('/', '.'), name, descriptor));
    }
  }
}
