package dev.dbsnapshot.testdata.cluster;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The request line and the headers of an HTTP/1.1 request. */
record HttpHead(String method, String target, List<String> headers) {

    private static final int LONGEST = 64 * 1024;

    /** Reads up to the empty line; empty if the client has closed the connection instead. */
    static Optional<HttpHead> read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0D0A0D0A) {
            int next = in.read();
            if (next < 0) {
                if (bytes.size() == 0) {
                    return Optional.empty();
                }
                throw new EOFException("the request ends in its head");
            }
            bytes.write(next);
            last = last << 8 | next;
            if (bytes.size() > LONGEST) {
                throw new IOException("the request's head is too long");
            }
        }
        List<String> lines = new ArrayList<>(
                List.of(bytes.toString(StandardCharsets.ISO_8859_1).split("\r\n")));
        String[] first = lines.remove(0).split(" ");
        return Optional.of(new HttpHead(first[0], first[1], List.copyOf(lines)));
    }

    Optional<String> header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst();
    }

    boolean isUpgrade() {
        return header("Upgrade").filter("websocket"::equalsIgnoreCase).isPresent();
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The values of the query's parameters, by name, in their order. */
    Map<String, List<String>> query() {
        Map<String, List<String>> result = new LinkedHashMap<>();
        int query = target.indexOf('?');
        if (query >= 0) {
            for (String pair : target.substring(query + 1).split("&")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                result.computeIfAbsent(decoded(name), unused -> new ArrayList<>())
                        .add(decoded(value));
            }
        }
        return result;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    int contentLength() {
        return header("Content-Length").map(Integer::parseInt).orElse(0);
    }

    /** The head as bytes, asking for the connection to be closed after the answer. */
    byte[] closing() {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        for (String line : headers) {
            if (!line.toLowerCase(Locale.ROOT).startsWith("connection:")) {
                text.append(line).append("\r\n");
            }
        }
        return text.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
