package dev.dbsnapshot.version;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SchemaVersion;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.archive.ArchiveReader;
import dev.dbsnapshot.archive.Member;
import dev.dbsnapshot.toc.TocEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the version of the application's schema out of an archive, any pg_dump's, without a server. */
public final class OfflineVersion {

    /** golang-migrate's table. */
    public static final String DEFAULT_TABLE = "schema_migrations";

    private static final long LARGEST = 64L << 20;
    private static final Pattern COLUMN = Pattern.compile("\"((?:[^\"]|\"\")+)\"|([^\\s,()\"]+)");
    private static final List<String> GOLANG_MIGRATE = List.of("version", "dirty");

    private OfflineVersion() {}

    /** The version in this table of the archive, or none if the archive has no such table with data. */
    public static SchemaVersion read(Path archive, VersionTable versionTable) {
        try (ArchiveReader reader = ArchiveReader.open(archive)) {
            return read(reader, versionTable);
        }
    }

    /** The version in this table of an open archive. */
    public static SchemaVersion read(ArchiveReader reader, VersionTable table) {
        Optional<TocEntry> data = reader.toc().entries().stream()
                .filter(entry -> entry.hadDumper() && entry.desc().equals("TABLE DATA"))
                .filter(entry -> table.matches(entry.namespace(), entry.tag()))
                .min(Comparator.comparing(entry -> !"public".equals(entry.namespace())));
        if (data.isEmpty()) {
            return SchemaVersion.UNVERSIONED;
        }
        TocEntry entry = data.get();
        checkSize(reader, entry);
        try {
            String copy = entry.copyStmt();
            return copy == null || copy.isEmpty()
                    ? readInserts(reader, entry, table)
                    : readRows(reader, entry, copy, table);
        } catch (IOException e) {
            throw new SnapshotException(
                    ErrorCode.IO,
                    "cannot read the rows of " + entry.tag() + ": " + e.getMessage() + "; check the archive",
                    e);
        }
    }

    private static void checkSize(ArchiveReader reader, TocEntry entry) {
        long size = Optional.ofNullable(entry.fileName())
                .flatMap(reader::member)
                .map(Member::size)
                .orElse(0L);
        if (size > LARGEST) {
            throw new SnapshotException(
                    ErrorCode.UNSUPPORTED,
                    "table " + entry.namespace() + "." + entry.tag() + " has " + size
                            + " bytes of data in the archive, too many for a table of versions; name another table");
        }
    }

    private static SchemaVersion readRows(ArchiveReader reader, TocEntry entry, String copy, VersionTable table)
            throws IOException {
        ColumnReading reading = new ColumnReading(columns(copy), table);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(reader.openRows(entry), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<@Nullable String> values = new ArrayList<>();
                for (String field : line.split("\t", -1)) {
                    values.add(field.equals("\\N") ? null : unescaped(field));
                }
                reading.add(values);
            }
        }
        return reading.get();
    }

    // pg_dump --inserts: one row per line, one statement per row or per group of rows.
    private static SchemaVersion readInserts(ArchiveReader reader, TocEntry entry, VersionTable table)
            throws IOException {
        List<String> columns = columnsOfTable(reader, entry);
        ColumnReading reading = null;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(reader.openData(entry), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("INSERT INTO ") && line.endsWith(" VALUES")) {
                    List<String> listed = InsertedRow.listed(line);
                    columns = listed.isEmpty() ? columns : listed;
                } else if (!line.isBlank()) {
                    InsertedRow row = InsertedRow.parse(line).orElseThrow(() -> notUnderstood(entry));
                    List<@Nullable String> values = values(row);
                    if (reading == null) {
                        reading = new ColumnReading(known(row, columns), table);
                    }
                    if (!reading.add(values)) {
                        throw notUnderstood(entry);
                    }
                }
            }
        }
        return reading == null ? SchemaVersion.UNVERSIONED : reading.get();
    }

    // An archive of nothing but data does not name the columns; then only golang-migrate's own shape is sure.
    private static List<String> known(InsertedRow row, List<String> columns) {
        List<String> known = row.columns().isEmpty() ? columns : row.columns();
        return known.isEmpty()
                ? GOLANG_MIGRATE.subList(0, Math.min(2, row.values().size()))
                : known;
    }

    private static List<@Nullable String> values(InsertedRow row) {
        List<@Nullable String> values = new ArrayList<>();
        row.values().forEach(value -> values.add(value.equals("NULL") ? null : value));
        return values;
    }

    private static List<String> columnsOfTable(ArchiveReader reader, TocEntry data) {
        return reader.toc().entries().stream()
                .filter(entry -> entry.desc().equals("TABLE") && Objects.equals(entry.tag(), data.tag()))
                .filter(entry -> Objects.equals(entry.namespace(), data.namespace()))
                .map(entry -> InsertedRow.columnsOf(String.valueOf(entry.defn())))
                .findFirst()
                .orElse(List.of());
    }

    private static SnapshotException notUnderstood(TocEntry entry) {
        return new SnapshotException(
                ErrorCode.UNSUPPORTED,
                "the rows of " + entry.namespace() + "." + entry.tag()
                        + " are INSERT statements of a shape that is not understood; read them with"
                        + " pg_restore --data-only --table=" + entry.tag());
    }

    private static List<String> columns(String copy) {
        List<String> columns = new ArrayList<>();
        int open = copy.indexOf(" (");
        int close = copy.lastIndexOf(") FROM stdin");
        if (open >= 0 && close > open) {
            Matcher matcher = COLUMN.matcher(copy.substring(open + 2, close));
            while (matcher.find()) {
                String quoted = matcher.group(1);
                columns.add(quoted == null ? matcher.group(2) : quoted.replace("\"\"", "\""));
            }
        }
        return columns;
    }

    // Versions have no control characters; of COPY's escapes only the backslash itself can be in one.
    private static String unescaped(String field) {
        return field.replace("\\\\", "\\");
    }
}
