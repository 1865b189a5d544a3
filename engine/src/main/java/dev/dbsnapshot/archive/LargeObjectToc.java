package dev.dbsnapshot.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.regex.Pattern;

/** Reads {@code blobs.toc} and {@code blobs_<dumpId>.toc}: a line {@code <oid> blob_<oid>.dat} for every large object. */
final class LargeObjectToc {

    private static final int LONGEST_LINE = 64;
    private static final int FIRST_ROOM = 16;
    private static final Pattern DECIMAL = Pattern.compile("[1-9][0-9]{0,9}");

    private final String archive;
    private final Member toc;
    private final MemberIndex members;

    LargeObjectToc(String archive, Member toc, MemberIndex members) {
        this.archive = archive;
        this.toc = toc;
        this.members = members;
    }

    /** All of them, in the order of the list; each is made when it is asked for. */
    List<LargeObject> read(InputStream content) throws IOException {
        Found found = new Found();
        NumberSet oids = new NumberSet();
        InputStream in = new BufferedInputStream(content);
        StringBuilder line = new StringBuilder();
        long lineStart = toc.offset();
        long position = toc.offset();
        for (int c = in.read(); c >= 0; c = in.read()) {
            position++;
            if (c != '\n') {
                line.append((char) c);
                if (line.length() > LONGEST_LINE) {
                    throw damaged(lineStart, line.toString());
                }
                continue;
            }
            long oid = parse(line.toString(), lineStart);
            if (!oids.add(oid)) {
                throw damaged(lineStart, "large object " + oid + " again");
            }
            found.append(oid);
            line.setLength(0);
            lineStart = position;
        }
        if (line.length() > 0) {
            throw damaged(lineStart, line.toString());
        }
        return found;
    }

    private final class Found extends AbstractList<LargeObject> implements RandomAccess {
        private int[] oids = new int[FIRST_ROOM];
        private int count;

        private void append(long oid) {
            if (count == oids.length) {
                oids = Arrays.copyOf(oids, 2 * count);
            }
            oids[count++] = (int) oid;
        }

        @Override
        public LargeObject get(int index) {
            long oid = Integer.toUnsignedLong(oids[Objects.checkIndex(index, count)]);
            return new LargeObject(oid, Objects.requireNonNull(members.find(MemberNames.largeObject(oid))));
        }

        @Override
        public int size() {
            return count;
        }
    }

    private long parse(String line, long offset) {
        int space = line.indexOf(' ');
        long oid = oid(space < 0 ? line : line.substring(0, space));
        if (oid == 0 || space < 0 || !line.substring(space + 1).equals(MemberNames.largeObject(oid))) {
            throw damaged(offset, line);
        }
        if (members.find(MemberNames.largeObject(oid)) == null) {
            throw new ArchiveException(
                    archive, offset, "large object " + oid + " has no member " + MemberNames.largeObject(oid));
        }
        return oid;
    }

    private static long oid(String digits) {
        if (!DECIMAL.matcher(digits).matches()) {
            return 0;
        }
        long oid = Long.parseLong(digits);
        return oid <= 0xffff_ffffL ? oid : 0;
    }

    private ArchiveException damaged(long offset, String line) {
        return new ArchiveException(
                archive,
                offset,
                "in " + toc.name() + " stands " + ArchiveException.quote(line)
                        + " where a line names one large object");
    }
}
