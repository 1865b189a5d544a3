package dev.dbsnapshot.parity;

import dev.dbsnapshot.parity.RealArchive.Member;
import dev.dbsnapshot.toc.TocEntry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How our archive differs from the real one, entry by entry and member by member. */
final class ArchiveComparison {

    private static final String MANIFEST = "manifest.json";
    private static final Pattern RESTRICT = Pattern.compile("(?m)^\\\\(un)?restrict .*$");
    private static final Pattern PACKAGER =
            Pattern.compile("^((?:pg_dump|server|-- Dumped (?:from database|by pg_dump) version) [0-9.]+) \\(.*\\)$");
    private static final Pattern PATH = Pattern.compile("\\$\\$PATH\\$\\$/([a-z0-9_.]+)");
    private static final Pattern DUMP_ID = Pattern.compile("^(?:blobs_)?(\\d+)\\.(?:dat|toc)$");

    private final RealArchive real;
    private final RealArchive ours;
    private final StringBuilder report = new StringBuilder();

    private ArchiveComparison(RealArchive real, RealArchive ours) {
        this.real = real;
        this.ours = ours;
    }

    /** The differences as text for people; empty if there are none. */
    static String of(RealArchive real, RealArchive ours) throws IOException {
        ArchiveComparison comparison = new ArchiveComparison(real, ours);
        comparison.compare();
        return comparison.report.toString();
    }

    private void compare() throws IOException {
        lines("header of toc.dat", withoutPackager(real.head()), withoutPackager(ours.head()));
        EntryComparison entries = EntryComparison.of(real.entries(), ours.entries());
        if (!entries.isEqual()) {
            report.append(entries.report(10));
        }
        Map<String, Member> expected = byContent(real);
        Map<String, Member> actual = byContent(ours);
        if (!ours.members().isEmpty()
                && !ours.members().get(ours.members().size() - 1).name().equals(MANIFEST)) {
            report.append(MANIFEST).append(" is not the last member\n");
        }
        lines("members", List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
        for (Map.Entry<String, Member> entry : expected.entrySet()) {
            Member member = actual.get(entry.getKey());
            if (member != null) {
                compare(entry.getKey(), entry.getValue(), member);
            }
        }
    }

    private void compare(String content, Member expected, Member actual) throws IOException {
        lines("tar header of " + content, List.of(expected.header()), List.of(actual.header()));
        if (content.equals("toc.dat")) {
            return; // Compared entry by entry.
        }
        if (content.equals("restore.sql")) {
            lines(content, masked(real, expected), masked(ours, actual));
            return;
        }
        try (InputStream one = open(real, expected);
                InputStream other = open(ours, actual)) {
            long left = Math.min(expected.size(), actual.size());
            for (long at = 0; at < left; at++) {
                if (one.read() != other.read()) {
                    report.append(content)
                            .append(": bytes differ from byte ")
                            .append(at)
                            .append('\n');
                    return;
                }
            }
        }
        if (expected.size() != actual.size()) {
            report.append(String.format("%s: %d bytes, pg_dump has %d%n", content, actual.size(), expected.size()));
        }
    }

    private static InputStream open(RealArchive archive, Member member) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(archive.file()), 1 << 16);
        in.skipNBytes(member.offset());
        return in;
    }

    /** Debian's pg_dump calls itself {@code 15.18 (Debian 15.18-0+deb12u1)}; ours has the server's version. */
    private static List<String> withoutPackager(List<String> lines) {
        return lines.stream()
                .map(line -> PACKAGER.matcher(line).replaceAll("$1"))
                .toList();
    }

    /** How two scripts differ, but for the name of the packager of pg_dump; empty if they do not. */
    static String ofScripts(Path real, Path ours) throws IOException {
        if (Files.mismatch(real, ours) < 0) {
            return "";
        }
        List<String> expected = withoutPackager(Files.readAllLines(real, StandardCharsets.ISO_8859_1));
        List<String> actual = withoutPackager(Files.readAllLines(ours, StandardCharsets.ISO_8859_1));
        return expected.equals(actual)
                ? ""
                : TextDifference.of(String.join("\n", expected), String.join("\n", actual), 60);
    }

    /** Keys of psql's restricted mode are random; and members are named by dump ids. */
    private static List<String> masked(RealArchive archive, Member member) throws IOException {
        Map<String, String> names = memberNames(archive);
        String text = new String(archive.bytes(member), StandardCharsets.ISO_8859_1);
        text = RESTRICT.matcher(text).replaceAll("\\\\$1restrict <key>");
        text = PATH.matcher(text)
                .replaceAll(path ->
                        Matcher.quoteReplacement("$$PATH$$/" + names.getOrDefault(path.group(1), path.group(1))));
        return withoutPackager(List.of(text.split("\n", -1)));
    }

    /** Members by what they hold, in their order, without the manifest. */
    private static Map<String, Member> byContent(RealArchive archive) {
        Map<String, String> names = memberNames(archive);
        Map<String, Member> result = new LinkedHashMap<>();
        for (Member member : archive.members()) {
            if (!member.name().equals(MANIFEST)) {
                result.put(names.getOrDefault(member.name(), member.name()), member);
            }
        }
        return result;
    }

    private static Map<String, String> memberNames(RealArchive archive) {
        List<ComparedEntry> keys = ComparedEntry.of(archive.entries());
        Map<Integer, String> byDumpId = new HashMap<>();
        int i = 0;
        for (TocEntry entry : archive.entries()) {
            byDumpId.put(entry.dumpId(), keys.get(i++).key());
        }
        Map<String, String> names = new HashMap<>();
        // The entry of large objects names a file that is no member.
        archive.entries().forEach(entry -> name(names, byDumpId, String.valueOf(entry.fileName())));
        archive.members().forEach(member -> name(names, byDumpId, member.name()));
        return names;
    }

    private static void name(Map<String, String> names, Map<Integer, String> byDumpId, String file) {
        Matcher matcher = DUMP_ID.matcher(file);
        if (matcher.matches()) {
            String key = byDumpId.get(Integer.valueOf(matcher.group(1)));
            names.put(file, "data of " + key + " in " + file.replace(matcher.group(1), "<id>"));
        }
    }

    private void lines(String what, List<String> expected, List<String> actual) {
        if (!expected.equals(actual)) {
            report.append(what).append(" (- pg_dump, + ours)\n");
            report.append(TextDifference.of(String.join("\n", expected), String.join("\n", actual), 30));
        }
    }
}
