package conformance.support;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A remote shell whose connection really crosses the network, as that of ssh does: when the network
 * is cut, so is a launcher from its agents. {@code serve PORT} waits for commands, {@code run HOST
 * PORT WORDS…} runs one there with its own standard input, output and error.
 */
public final class FarShell {
  private static final String MARK = Launched.MARK;
  private static final int MAX_WORDS = 10_000;

  private FarShell() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("serve")) {
      serve(Integer.parseInt(args[1]));
    } else {
      List<String> words = List.of(args).subList(3, args.length);
      System.exit(run(args[1], Integer.parseInt(args[2]), words));
    }
  }

  private static void serve(int port) throws IOException {
    try (ServerSocket server = new ServerSocket(port)) {
      System.out.println("serving");
      while (true) {
        Socket client = server.accept();
        start("client", () -> serve(client));
      }
    }
  }

  private static void serve(Socket client) throws IOException, InterruptedException {
    try (client) {
      client.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      String mark = in.readUTF();
      int count = in.readInt();
      if (count < 1 || count > MAX_WORDS) {
        throw new IOException(count + " words");
      }
      List<String> words = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        words.add(in.readUTF());
      }
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.environment().put(MARK, mark);
      Process process = builder.start();
      OutputStream input = process.getOutputStream();
      start(
          "in",
          () -> {
            // Also when the connection breaks, the command sees the end of its input.
            try (input) {
              copy(in, input);
            }
          });
      Thread output = start("out", () -> pack(process.getInputStream(), 1, out, System.out));
      Thread error = start("err", () -> pack(process.getErrorStream(), 2, out, System.err));
      output.join();
      error.join();
      int code = process.waitFor();
      synchronized (out) {
        out.writeByte(0);
        out.writeInt(code);
        out.flush();
      }
    }
  }

  /** Errors are also kept here: whoever is cut off hears nothing of them. */
  private static void pack(InputStream from, int kind, DataOutputStream to, OutputStream keep)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    boolean isHeard = true;
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      if (kind == 2) {
        keep.write(buffer, 0, count);
        keep.flush();
      }
      if (isHeard) {
        try {
          synchronized (to) {
            to.writeByte(kind);
            to.writeInt(count);
            to.write(buffer, 0, count);
            to.flush();
          }
        } catch (IOException e) {
          isHeard = false;
        }
      }
    }
  }

  private static int run(String host, int port, List<String> words) throws IOException {
    try (Socket server = new Socket(host, port)) {
      server.setTcpNoDelay(true);
      DataOutputStream out = new DataOutputStream(server.getOutputStream());
      out.writeUTF(String.valueOf(System.getenv(MARK)));
      out.writeInt(words.size());
      for (String word : words) {
        out.writeUTF(word);
      }
      out.flush();
      start(
          "in",
          () -> {
            copy(System.in, out);
            server.shutdownOutput();
          });
      DataInputStream in = new DataInputStream(server.getInputStream());
      while (true) {
        int kind = in.readUnsignedByte();
        int count = in.readInt();
        if (kind == 0) {
          return count;
        }
        byte[] bytes = in.readNBytes(count);
        OutputStream to = kind == 1 ? System.out : System.err;
        to.write(bytes);
        to.flush();
      }
    }
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
      to.write(buffer, 0, count);
      to.flush();
    }
  }

  /** What may fail because the other side has gone. */
  private interface Part {
    void run() throws IOException, InterruptedException;
  }

  private static Thread start(String name, Part part) {
    Thread thread =
        new Thread(
            () -> {
              try {
                part.run();
              } catch (IOException e) {
                System.err.println("far shell, " + name + ": " + e.getMessage());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
