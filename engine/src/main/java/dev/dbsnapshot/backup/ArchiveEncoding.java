package dev.dbsnapshot.backup;

import dev.dbsnapshot.api.DumpFlag;
import dev.dbsnapshot.api.DumpOptions;
import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.TextEncoding;
import dev.dbsnapshot.connect.Server;
import dev.dbsnapshot.connect.Session;
import dev.dbsnapshot.schema.SchemaObject;
import dev.dbsnapshot.toc.TocEntry;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of an archive ({@code --encoding}). The driver speaks UTF8 only: rows are converted by COPY's own option,
 * and the characters of the catalogs by the server too, each of them once.
 */
final class ArchiveEncoding {

    private static final String UTF8 = "UTF8";
    private static final String SQL_ASCII = "SQL_ASCII";
    private static final String UNTRANSLATABLE = "22P05";

    /** Two characters in a row may become one in them, so that characters alone do not tell the bytes of a text. */
    private static final Set<String> NOT_BY_CHARACTER = Set.of("EUC_JIS_2004", "SHIFT_JIS_2004");

    private final Session session;
    private final String serverEncoding;
    private final String name;
    private final @Nullable LearnedCharset learned;

    private ArchiveEncoding(Session session, String serverEncoding, String name, @Nullable LearnedCharset learned) {
        this.session = session;
        this.serverEncoding = serverEncoding;
        this.name = name;
        this.learned = learned;
    }

    private record Asked(@Nullable String name, boolean convertible) {}

    /** The one that the options ask for; UTF8 without, and bytes as they are in a database without an encoding. */
    static ArchiveEncoding of(Session session, Server server, DumpOptions options) {
        String usual = server.encoding().equals(SQL_ASCII) ? SQL_ASCII : UTF8;
        String encoding = options.encoding();
        if (encoding == null) {
            return new ArchiveEncoding(session, server.encoding(), usual, null);
        }
        Asked asked = ask(session, encoding);
        if (asked.name() == null) {
            throw new SnapshotException(
                    ErrorCode.USAGE,
                    "invalid client encoding \"" + encoding + "\" specified: the server knows none of the name that"
                            + " --encoding gives; name one of PostgreSQL's, for example UTF8");
        }
        if (asked.name().equals(usual)) {
            return new ArchiveEncoding(session, server.encoding(), usual, null);
        }
        String refused = refusal(asked, server, options);
        if (refused != null) {
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "cannot write an archive in encoding " + encoding + ": " + refused + "; leave --encoding out, since"
                            + " every database that the archive is restored into converts from " + usual);
        }
        return new ArchiveEncoding(session, server.encoding(), asked.name(), new LearnedCharset(asked.name()));
    }

    private static @Nullable String refusal(Asked asked, Server server, DumpOptions options) {
        String name = Objects.requireNonNull(asked.name());
        if (server.encoding().equals(SQL_ASCII) || name.equals(SQL_ASCII)) {
            return "without an encoding on one side nothing can be converted";
        }
        if (!asked.convertible()) {
            return "the server has no conversion between it and " + server.encoding();
        }
        if (NOT_BY_CHARACTER.contains(name)) {
            return "the server converts some of its characters in pairs";
        }
        if (options.has(DumpFlag.INSERTS) || options.has(DumpFlag.COLUMN_INSERTS) || options.rowsPerInsert() > 0) {
            return "rows as INSERT statements (--inserts) are written in UTF8 only";
        }
        return null;
    }

    /** As {@code pg_char_to_encoding} and {@code PrepareClientEncoding} see it: conversions go both ways. */
    private static Asked ask(Session session, String encoding) {
        String literal = "'" + encoding.replace("'", "''") + "'";
        return session.query("""
            WITH e AS (SELECT pg_catalog.pg_char_to_encoding(%s) AS asked,
              pg_catalog.pg_char_to_encoding(pg_catalog.current_setting('server_encoding')) AS own)
            SELECT CASE WHEN asked >= 0 THEN pg_catalog.pg_encoding_to_char(asked)::pg_catalog.text END AS name,
                   asked = own OR 2 = (SELECT pg_catalog.count(DISTINCT conforencoding)
                     FROM pg_catalog.pg_conversion
                     WHERE condefault AND connamespace = 'pg_catalog'::pg_catalog.regnamespace
                       AND (conforencoding, contoencoding) IN ((asked, own), (own, asked))) AS convertible
            FROM e
            """.formatted(literal), row -> new Asked(row.textOrNull("name"), row.bool("convertible")))
                .get(0);
    }

    /** Whether learning asks the server. */
    boolean asks() {
        return learned != null;
    }

    /** PostgreSQL's name of it. */
    String name() {
        return name;
    }

    /** What encodes the texts that were learned; without an encoding they pass as UTF-8. */
    Charset charset() {
        return learned == null ? StandardCharsets.UTF_8 : learned;
    }

    /** Learns what the names of objects need, by whose bytes pg_dump sorts. */
    void learnNames(List<SchemaObject<?>> objects) {
        learn(objects, object -> new Named(object.toString(), names(object)));
    }

    private static <R> List<@Nullable String> names(SchemaObject<R> object) {
        Stream<String> ties = object.kind().tieBreak(object).stream().map(Object::toString);
        return Stream.<@Nullable String>concat(
                        Stream.of(object.name(), object.namespace() == null ? "" : object.namespace()), ties)
                .toList();
    }

    /** Learns what the texts of entries need. */
    void learnEntries(List<TocEntry> entries) {
        learn(entries, entry -> new Named(described(entry), texts(entry)));
    }

    private static String described(TocEntry entry) {
        String namespace = entry.namespace();
        return entry.desc() + " " + (namespace == null || namespace.isEmpty() ? "" : namespace + ".") + entry.tag();
    }

    private static List<@Nullable String> texts(TocEntry entry) {
        return Arrays.asList(
                entry.tag(),
                entry.defn(),
                entry.dropStmt(),
                entry.copyStmt(),
                entry.namespace(),
                entry.tablespace(),
                entry.tableam(),
                entry.owner());
    }

    /** Something with a name for messages, and its texts. */
    private record Named(String name, List<@Nullable String> texts) {
        boolean has(int character) {
            return texts.stream().anyMatch(text -> text != null && text.indexOf(character) >= 0);
        }
    }

    private <T> void learn(List<T> some, Function<T, Named> named) {
        LearnedCharset charset = learned;
        if (charset == null) {
            return;
        }
        List<Named> all = some.stream().map(named).toList();
        Set<Integer> asked = new TreeSet<>();
        for (Named one : all) {
            for (String text : one.texts()) {
                if (text != null) {
                    text.codePoints()
                            .filter(character -> !charset.knows(character))
                            .forEach(asked::add);
                }
            }
        }
        if (asked.isEmpty()) {
            return;
        }
        StringBuilder characters = new StringBuilder();
        asked.forEach(characters::appendCodePoint);
        try {
            session.query(
                    "SELECT c, pg_catalog.encode(pg_catalog.convert_to(c, '" + name + "'), 'hex') AS bytes FROM"
                            + " pg_catalog.unnest(pg_catalog.string_to_array('" + characters + "', NULL)) AS c",
                    row -> {
                        int character = row.text("c").codePointAt(0);
                        byte[] bytes = HexFormat.of().parseHex(row.text("bytes"));
                        if (!TextEncoding.of(name).reads(bytes, character)) {
                            throw lacking(all, character, "db-snapshot would read it back as another one", null);
                        }
                        charset.learn(character, bytes);
                        return character;
                    });
        } catch (SnapshotException e) {
            if (!e.sqlState().filter(UNTRANSLATABLE::equals).isPresent()) {
                throw e;
            }
            throw untranslatable(all, e);
        }
    }

    /** The server says the bytes of the character, in the database's own encoding: 0xe6 0x97 0xa5. */
    private SnapshotException untranslatable(List<Named> all, SnapshotException e) {
        String message = String.valueOf(e.getMessage());
        StringBuilder hex = new StringBuilder();
        Matcher matcher = Pattern.compile("0x([0-9a-f]{2})").matcher(message);
        while (matcher.find()) {
            hex.append(matcher.group(1));
        }
        TextEncoding server = TextEncoding.of(serverEncoding);
        byte[] bytes = HexFormat.of().parseHex(hex);
        for (Named one : all) {
            for (String text : one.texts()) {
                int found = text == null
                        ? -1
                        : text.codePoints()
                                .filter(c -> c >= 0x80 && server.reads(bytes, c))
                                .findFirst()
                                .orElse(-1);
                if (found >= 0) {
                    return lacking(all, found, message, e);
                }
            }
        }
        return e;
    }

    private SnapshotException lacking(List<Named> all, int character, String why, @Nullable SnapshotException cause) {
        String object = all.stream()
                .filter(one -> one.has(character))
                .map(Named::name)
                .findFirst()
                .orElse("the schema");
        return new SnapshotException(
                ErrorCode.UNSUPPORTED,
                object + " has a character that cannot be written in encoding " + name + " of --encoding ("
                        + why.replaceAll("\\s+", " ") + "): leave --encoding out, or name an encoding that has it",
                cause);
    }
}
