package dev.dbsnapshot.archive;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.Progress;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.toc.Toc;
import dev.dbsnapshot.toc.TocEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive of pg_dump's tar format, versions 1.12 to 1.16. Whatever the file holds, a method returns what is
 * there or throws {@link ArchiveException}; memory is bounded by the size of the table of contents, never by data.
 *
 * <p>Safe for use by several threads; the streams that it hands out are not. Interrupting a thread that reads closes
 * the reader, as with every {@link FileChannel}.
 */
public final class ArchiveReader implements AutoCloseable {

    /** Half of the memory is for the table of contents, and half for others. */
    private static final int MEMORY_SHARE = 2;

    private final FileChannel channel;
    private final String archive;
    private final MemberIndex members;
    private final Toc toc;
    private final TextEncoding encoding;
    private volatile Map<String, Long> counted = Map.of();

    private ArchiveReader(FileChannel channel, Path file) throws IOException {
        this.channel = channel;
        this.archive = file.toString();
        this.members = MemberIndex.scan(channel, archive);
        Member member = require(MemberNames.TOC);
        TocReader.Result result = TocReader.read(
                new TocInput(open(member), archive, member, Runtime.getRuntime().maxMemory() / MEMORY_SHARE));
        this.toc = result.toc();
        this.encoding = result.encoding();
    }

    /**
     * Opens an archive and reads its headers and its table of contents.
     *
     * @param file the archive
     * @throws ArchiveException if the file is no archive that can be read
     * @throws SnapshotException with {@link ErrorCode#USAGE} if there is no such file, {@link ErrorCode#IO} if it
     *     cannot be read
     */
    public static ArchiveReader open(Path file) {
        if (Files.isDirectory(file)) {
            throw new ArchiveException(
                    file.toString(),
                    -1,
                    Files.exists(file.resolve(MemberNames.TOC))
                            ? "this is pg_dump's directory format; dump again with pg_dump -Ft"
                            : "this is a directory, not an archive");
        }
        FileChannel channel = null;
        boolean complete = false;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            ArchiveReader reader = new ArchiveReader(channel, file);
            complete = true;
            return reader;
        } catch (NoSuchFileException e) {
            throw new SnapshotException(ErrorCode.USAGE, "archive " + file + " does not exist", e);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        } finally {
            if (!complete && channel != null) {
                closeQuietly(channel, file);
            }
        }
    }

    /** The table of contents. */
    public Toc toc() {
        return toc;
    }

    /** PostgreSQL's name of the encoding that all text and data in the archive have, for example {@code UTF8}. */
    public String encoding() {
        return encoding.name();
    }

    /** What decodes that encoding; UTF-8 for SQL_ASCII, of which the table of contents holds nothing else. */
    public Charset charset() {
        return encoding.charset() == null ? StandardCharsets.US_ASCII : encoding.charset();
    }

    /** All members, in the order of the file. */
    public List<Member> members() {
        return members.all();
    }

    /** The member of this name, if there is one. */
    public Optional<Member> member(String name) {
        return Optional.ofNullable(members.find(name));
    }

    /**
     * What the archive says about itself; only archives of this library have a manifest.
     *
     * @throws ArchiveException if the manifest is damaged
     */
    public Optional<Manifest> manifest() {
        Member member = members.find(MemberNames.MANIFEST);
        if (member == null) {
            return Optional.empty();
        }
        try (InputStream in = open(member)) {
            return Optional.of(ManifestJson.read(in));
        } catch (IllegalArgumentException e) {
            throw new ArchiveException(archive, member.offset(), "manifest.json cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    /**
     * The content of a member.
     *
     * @throws ArchiveException if there is no member of this name
     */
    public InputStream open(String name) {
        return open(require(name));
    }

    /** The content of a member. */
    public InputStream open(Member member) {
        return new MemberInputStream(channel, archive, member.offset(), member.size());
    }

    /**
     * The data of an entry as it stands in the archive: for COPY, rows and the terminator {@code \.} after them; for
     * other entries, SQL.
     *
     * @param entry an entry with data that is not BLOBS
     * @throws ArchiveException if its member is missing
     */
    public InputStream openData(TocEntry entry) {
        return open(dataMember(entry));
    }

    /**
     * The rows of an entry with a COPY statement, without the terminator.
     *
     * @throws ArchiveException if its member is missing or has no terminator at its end
     */
    public InputStream openRows(TocEntry entry) {
        Member member = dataMember(entry);
        try {
            long size = CopyTerminator.rowsSize(channel, archive, member);
            return new MemberInputStream(channel, archive, member.offset(), size);
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    /**
     * The large objects of a BLOBS entry, in the order of the archive.
     *
     * @param entry an entry whose kind is BLOBS
     * @throws ArchiveException if their list or one of them is missing or damaged
     */
    public List<LargeObject> largeObjects(TocEntry entry) {
        Member list = require(MemberNames.largeObjectToc(toc.version(), entry.dumpId()));
        try (InputStream in = open(list)) {
            return new LargeObjectToc(archive, list, members).read(in);
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    /**
     * Reads the whole archive and compares everything in it that can be compared: the end of the file, the members
     * that entries name, the terminators of their rows, and sizes, row counts and digests of the manifest.
     *
     * @throws ArchiveException with the first thing that is wrong
     */
    public void verify() {
        verify(Progress.NONE);
    }

    /**
     * Does what {@link #verify()} does, and tells how far it is.
     *
     * @param progress is told of bytes checked
     * @throws ArchiveException with the first thing that is wrong
     */
    public void verify(Progress progress) {
        try {
            counted(new ArchiveCheck(this, channel, archive, members, progress).run());
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    /**
     * What a check of the same file has counted: the rows of members, for an archive without a manifest.
     *
     * @param rows by the names of members
     */
    public void counted(Map<String, Long> rows) {
        counted = Map.copyOf(rows);
    }

    /** What the check of an archive without a manifest has counted; empty before, and with a manifest. */
    public Map<String, Long> counted() {
        return counted;
    }

    /** How many rows members have, by their names, as the manifest or else the check says. */
    public Map<String, Long> rows() {
        Map<String, Long> rows = new HashMap<>(counted);
        manifest().map(Manifest::members).orElse(List.of()).stream()
                .filter(member -> member.rows() >= 0)
                .forEach(member -> rows.put(member.name(), member.rows()));
        return rows;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    /** How many bytes of data an entry has; 0 if it has none. */
    public long dataSize(TocEntry entry) {
        if (!entry.hadDumper()) {
            return 0;
        }
        return entry.desc().equals("BLOBS")
                ? largeObjects(entry).stream()
                        .mapToLong(object -> object.member().size())
                        .sum()
                : dataMember(entry).size();
    }

    Member dataMember(TocEntry entry) {
        if (!entry.hadDumper()) {
            throw new IllegalArgumentException("entry " + entry.dumpId() + " has no data");
        }
        String name = entry.fileName() == null ? "" : entry.fileName();
        Member member = members.find(name);
        if (member == null) {
            throw new ArchiveException(
                    archive,
                    -1,
                    "the data of entry " + entry.dumpId() + " (" + ArchiveException.quote(entry.desc()) + " "
                            + ArchiveException.quote(entry.tag()) + ") is missing: there is no member "
                            + ArchiveException.quote(name));
        }
        return member;
    }

    private Member require(String name) {
        Member member = members.find(name);
        if (member == null) {
            throw new ArchiveException(
                    archive,
                    -1,
                    name.equals(MemberNames.TOC)
                            ? "this is a tar file, but no dump of pg_dump: it has no toc.dat"
                            : "there is no member " + ArchiveException.quote(name));
        }
        return member;
    }

    private static SnapshotException unreadable(String archive, IOException e) {
        return new SnapshotException(ErrorCode.IO, "cannot read archive " + archive + ": " + reason(e), e);
    }

    private static @Nullable String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied"; // Its own message is the file's name.
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static void closeQuietly(FileChannel channel, Path file) {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }
}
