package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.archive.Manifest.MemberRecord;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a whole archive once and compares everything in it that can be compared. */
final class ArchiveCheck {

    private static final int CHUNK = 1 << 18;

    /** Less is digested sooner than another thread has heard of it. */
    private static final long LARGE = 4L * CHUNK;

    /** Often enough for a person at any speed, too seldom to cost anything. */
    private static final long TELLING = 16L << 20;

    private final ArchiveReader reader;
    private final FileChannel channel;
    private final String archive;
    private final MemberIndex members;
    private final Progress progress;
    private final Set<String> copies = new HashSet<>();
    private final Map<String, TocEntry> statements = new HashMap<>();
    private final Map<String, Long> counted = new HashMap<>();
    private final boolean standardConformingStrings;
    private final byte[] own = new byte[CHUNK];
    private @Nullable DigestThread digests;
    private long checked;
    private long told;

    ArchiveCheck(ArchiveReader reader, FileChannel channel, String archive, MemberIndex members, Progress progress) {
        this.reader = reader;
        this.channel = channel;
        this.archive = archive;
        this.members = members;
        this.progress = progress;
        this.standardConformingStrings = reader.toc().entries().stream()
                .noneMatch(entry -> entry.desc().equals("STDSTRINGS")
                        && String.valueOf(entry.defn()).contains("'off'"));
    }

    /** Does it, and returns how many rows members have by their names, where no manifest says it. */
    Map<String, Long> run() throws IOException {
        checkEnd();
        checkEntries();
        Manifest manifest = reader.manifest().orElse(null);
        if (manifest == null) {
            for (Member member : members.all()) {
                checkContent(member, null);
            }
            return counted;
        }
        try (DigestThread other = new DigestThread(CHUNK)) {
            digests = other;
            checkManifest(manifest);
        } finally {
            digests = null;
        }
        return counted;
    }

    /** Nothing but zeros after the end mark: tar programs fill their last record with them. */
    private void checkEnd() throws IOException {
        byte[] chunk = own;
        long position = members.end();
        try (InputStream rest = new MemberInputStream(channel, archive, position, channel.size() - position)) {
            for (int count = rest.read(chunk); count > 0; count = rest.read(chunk)) {
                for (int i = 0; i < count; i++) {
                    if (chunk[i] != 0) {
                        throw new ArchiveException(archive, position + i, "something follows the end mark");
                    }
                }
                position += count;
            }
        }
    }

    private void checkEntries() throws IOException {
        for (TocEntry entry : reader.toc().entries()) {
            checkStatements(entry);
            if (!entry.hadDumper()) {
                continue;
            }
            if (entry.desc().equals("BLOBS")) {
                reader.largeObjects(entry);
                continue;
            }
            Member member = reader.dataMember(entry);
            if (entry.copyStmt() != null && !entry.copyStmt().isEmpty()) {
                CopyTerminator.rowsSize(channel, archive, member);
                copies.add(member.name());
            } else {
                statements.put(member.name(), entry);
            }
        }
    }

    private void checkStatements(TocEntry entry) {
        for (String sql : Arrays.asList(entry.defn(), entry.dropStmt(), entry.copyStmt())) {
            String control = sql == null ? null : TransactionControl.in(sql, standardConformingStrings);
            if (control != null) {
                throw endsTransaction(entry, -1, control);
            }
        }
    }

    private ArchiveException endsTransaction(TocEntry entry, long offset, String control) {
        return new ArchiveException(
                archive,
                offset,
                "entry " + entry.dumpId() + ", " + entry.desc() + " "
                        + ArchiveException.quote(String.valueOf(entry.tag())) + ", has the statement " + control
                        + ", which would end the transaction that makes a restore whole or nothing; no pg_dump writes"
                        + " that: take the archive from elsewhere");
    }

    private void checkManifest(Manifest manifest) throws IOException {
        int place = 0;
        boolean same = manifest.members().size() == members.all().size() - 1;
        for (MemberRecord record : manifest.members()) {
            Member member = members.find(record.name());
            if (member == null) {
                throw new ArchiveException(
                        archive,
                        -1,
                        "the manifest lists member " + ArchiveException.quote(record.name()) + ", which is not there");
            }
            checkContent(member, record);
            same = same && members.all().get(place++).equals(member);
        }
        if (!same || !members.all().get(place).name().equals(MemberNames.MANIFEST)) {
            throw new ArchiveException(
                    archive, -1, "the manifest does not list the members that are there: " + unlisted(manifest));
        }
    }

    private List<String> unlisted(Manifest manifest) {
        Set<String> listed = new HashSet<>(Set.of(MemberNames.MANIFEST));
        manifest.members().forEach(record -> listed.add(record.name()));
        return members.all().stream()
                .map(Member::name)
                .filter(name -> !listed.contains(name))
                .toList();
    }

    private void checkContent(Member member, @Nullable MemberRecord record) throws IOException {
        if (record != null && record.size() != member.size()) {
            throw different(member, "has " + member.size() + " bytes, the manifest says " + record.size());
        }
        MessageDigest digest = Digests.sha256();
        DigestThread other = record == null || member.size() < LARGE ? null : digests;
        RowCounter rows = new RowCounter();
        boolean isCopy = copies.contains(member.name());
        TocEntry inserts = statements.get(member.name());
        TransactionControl control = new TransactionControl(standardConformingStrings);
        try (InputStream in = reader.open(member)) {
            byte[] chunk = other == null ? own : other.chunk();
            for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
                if (other != null) {
                    other.update(digest, chunk, count);
                } else if (record != null) {
                    digest.update(chunk, 0, count);
                }
                if (isCopy) {
                    rows.add(chunk, count);
                }
                if (inserts != null) {
                    for (int i = 0; i < count; i++) {
                        control.next((char) (chunk[i] & 0xff));
                    }
                }
                tell(count);
                chunk = other == null ? own : other.chunk();
            }
        }
        if (other != null) {
            other.complete();
        }
        String found = control.found();
        if (inserts != null && found != null) {
            throw endsTransaction(inserts, member.offset(), found);
        }
        if (isCopy && rows.terminators() != 1) {
            throw different(member, "has a terminator of COPY among its rows");
        }
        if (record == null) {
            if (isCopy) {
                counted.put(member.name(), rows.count());
            }
            return;
        }
        if (isCopy && record.rows() >= 0 && record.rows() != rows.count()) {
            throw different(member, "has " + rows.count() + " rows, the manifest says " + record.rows());
        }
        if (!record.sha256().equals(HexFormat.of().formatHex(digest.digest()))) {
            throw different(member, "is damaged: its SHA-256 is not the one in the manifest");
        }
    }

    private void tell(int count) throws IOException {
        checked += count;
        if (checked - told >= TELLING) {
            told = checked;
            progress.on(new Progress.BytesChecked(checked, channel.size()));
        }
    }

    private ArchiveException different(Member member, String how) {
        return new ArchiveException(archive, member.offset(), "member " + member.name() + " " + how);
    }
}
