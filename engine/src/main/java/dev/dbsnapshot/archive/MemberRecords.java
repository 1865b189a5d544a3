package dev.dbsnapshot.archive;

import dev.dbsnapshot.archive.Manifest.MemberRecord;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Records of many members, without an object for each. Immutable. */
final class MemberRecords extends AbstractList<MemberRecord> implements RandomAccess {

    private static final int DIGEST = 32;
    private static final HexFormat HEX = HexFormat.of();

    private final int count;
    private final NameTable names;
    private final long[] sizes;
    private final long[] rows;
    private final byte[] digests;
    private final Map<Integer, String> otherDigests;

    private MemberRecords(Builder all) {
        this.count = all.size();
        this.names = all.names;
        this.sizes = all.sizes;
        this.rows = all.rows;
        this.digests = all.digests;
        this.otherDigests = all.otherDigests;
    }

    /** The same records; those that are here already are not copied. */
    static MemberRecords of(List<MemberRecord> records) {
        if (records instanceof MemberRecords same) {
            return same;
        }
        Builder builder = new Builder();
        records.forEach(builder::add);
        return builder.build();
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public MemberRecord get(int index) {
        Objects.checkIndex(index, count);
        String other = otherDigests.get(index);
        String digest = other == null ? HEX.formatHex(digests, index * DIGEST, (index + 1) * DIGEST) : other;
        return new MemberRecord(names.name(index), sizes[index], rows[index], digest);
    }

    /** Gathers records. Not thread-safe. */
    static final class Builder {
        private static final int FIRST_ROOM = 16;

        private final NameTable names = new NameTable();
        private long[] sizes = new long[FIRST_ROOM];
        private long[] rows = new long[FIRST_ROOM];
        private byte[] digests = new byte[FIRST_ROOM * DIGEST];

        /** What a manifest has that is no digest. */
        private final Map<Integer, String> otherDigests = new HashMap<>();

        int size() {
            return names.size();
        }

        boolean has(String name) {
            return names.find(name) >= 0;
        }

        void add(MemberRecord record) {
            int place = names.size();
            if (place == sizes.length) {
                sizes = Arrays.copyOf(sizes, 2 * place);
                rows = Arrays.copyOf(rows, 2 * place);
                digests = Arrays.copyOf(digests, 2 * place * DIGEST);
            }
            names.add(record.name());
            sizes[place] = record.size();
            rows[place] = record.rows();
            byte[] digest = digest(record.sha256());
            if (digest == null) {
                otherDigests.put(place, record.sha256());
            } else {
                System.arraycopy(digest, 0, digests, place * DIGEST, DIGEST);
            }
        }

        private static byte @Nullable [] digest(String sha256) {
            try {
                byte[] digest = sha256.length() == 2 * DIGEST ? HEX.parseHex(sha256) : null;
                return digest != null && HEX.formatHex(digest).equals(sha256) ? digest : null;
            } catch (IllegalArgumentException e) {
                return null; // No hexadecimal digits: some other program wrote it.
            }
        }

        /** Forgets all records from this place on. */
        void cut(int size) {
            names.cut(size);
            otherDigests.keySet().removeIf(place -> place >= size);
        }

        /** What was gathered so far, which is not cut off any more. */
        MemberRecords build() {
            return new MemberRecords(this);
        }
    }
}
