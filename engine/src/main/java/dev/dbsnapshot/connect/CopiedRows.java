package dev.dbsnapshot.connect;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgResultSet;

/**
 * The rows of an answer, apart from the session that gave it, which may go on meanwhile. They wait as bytes: what the
 * catalogs know of many objects would take several times as much as strings. Safe to hand to another thread.
 */
public final class CopiedRows {

    private static final int BLOCK = 1 << 16;

    /** Most answers have no row or a few. */
    private static final int FIRST_BLOCK = 1 << 12;

    private static final int LENGTH = 4;

    private final Map<String, Integer> columns;

    /** How many columns there are, of which some may have the same name. */
    private final int count;

    /** Rows as they follow each other, each in one block: of every value its length, or -1, and its bytes. */
    private final List<byte[]> blocks;

    private CopiedRows(Map<String, Integer> columns, int count, List<byte[]> blocks) {
        this.columns = columns;
        this.count = count;
        this.blocks = blocks;
    }

    static CopiedRows of(ResultSet answer) throws SQLException {
        ResultSetMetaData description = answer.getMetaData();
        Map<String, Integer> columns = new HashMap<>();
        PgResultSet columnTypes = answer.unwrap(PgResultSet.class);
        int count = description.getColumnCount();
        boolean[] asText = new boolean[count];
        for (int i = 0; i < count; i++) {
            // Interned, because whoever asks names them by literals: equal strings are found sooner if they are the
            // same.
            columns.putIfAbsent(description.getColumnLabel(i + 1).intern(), i);
            // Of others the driver hands out the bytes as the server sent them. It is not asked for the type: it would
            // ask the server for each that it does not know.
            asText[i] = columnTypes.getColumnOID(i + 1) == Oid.BYTEA;
        }
        Writer writer = new Writer();
        byte[] @Nullable [] row = new byte[count] @Nullable [];
        while (answer.next()) {
            for (int i = 0; i < count; i++) {
                row[i] = value(answer, i + 1, asText[i]);
            }
            writer.add(row);
        }
        return new CopiedRows(columns, count, writer.finished());
    }

    /** The driver refuses what is no UTF-8, and so nobody reads another text than the server has. */
    private static byte @Nullable [] value(ResultSet answer, int column, boolean asText) throws SQLException {
        byte[] bytes = asText ? null : answer.getBytes(column);
        if (bytes != null && isAscii(bytes)) {
            return bytes;
        }
        String text = answer.getString(column);
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte one : bytes) {
            if (one < 0) {
                return false;
            }
        }
        return true;
    }

    /** How much memory the rows take. */
    public long bytes() {
        long sum = 0;
        for (byte[] block : blocks) {
            sum += block.length;
        }
        return sum;
    }

    /** Feeds every row, in order. */
    public void forEach(Consumer<Row> consumer) {
        Current current = new Current(columns, count);
        for (byte[] block : blocks) {
            for (int next = 0; next < block.length; ) {
                next = current.begin(block, next);
                consumer.accept(current);
            }
        }
    }

    /** Gathers rows in blocks. */
    private static final class Writer {

        private final List<byte[]> blocks = new ArrayList<>();
        private byte[] block = {};
        private int used;

        void add(byte[] @Nullable [] row) {
            int size = 0;
            for (byte[] value : row) {
                size += LENGTH + (value == null ? 0 : value.length);
            }
            if (size > block.length - used) {
                endBlock();
                block = new byte[Math.max(blocks.isEmpty() ? FIRST_BLOCK : BLOCK, size)];
            }
            for (byte[] value : row) {
                int length = value == null ? -1 : value.length;
                for (int i = 0; i < LENGTH; i++) {
                    block[used++] = (byte) (length >> (Byte.SIZE * i));
                }
                if (value != null) {
                    System.arraycopy(value, 0, block, used, length);
                    used += length;
                }
            }
        }

        private void endBlock() {
            if (used > 0) {
                blocks.add(used == block.length ? block : Arrays.copyOf(block, used));
                used = 0;
            }
        }

        List<byte[]> finished() {
            endBlock();
            return blocks;
        }
    }

    /** The row that is looked at. */
    private static final class Current implements Row {

        private static final int SHORT = 64;

        /** A number of so many digits is a long in any case. */
        private static final int DIGITS = 18;

        private static final int MOST_DIGIT = 9;

        private final Map<String, Integer> columns;
        private final int[] starts;
        private final int[] lengths;
        private byte[] block = {};

        /** Of every column the short text that was asked for last: owners and schemas are the same in many rows. */
        private final @Nullable String[] texts;

        Current(Map<String, Integer> columns, int count) {
            this.columns = columns;
            this.starts = new int[count];
            this.lengths = new int[count];
            this.texts = new @Nullable String[count];
        }

        /** Goes to the row that begins there, and tells where it ends. */
        int begin(byte[] rows, int start) {
            block = rows;
            int next = start;
            for (int i = 0; i < starts.length; i++) {
                int length = 0;
                for (int j = 0; j < LENGTH; j++) {
                    length |= (rows[next++] & 0xff) << (Byte.SIZE * j);
                }
                starts[i] = next;
                lengths[i] = length;
                next += Math.max(length, 0);
            }
            return next;
        }

        private int index(String column) {
            Integer index = columns.get(column);
            if (index == null) {
                throw new IllegalArgumentException("the query has no column " + column);
            }
            return index;
        }

        @Override
        public @Nullable String textOrNull(String column) {
            int index = index(column);
            int length = lengths[index];
            if (length < 0) {
                return null;
            }
            if (length > SHORT) {
                return new String(block, starts[index], length, StandardCharsets.UTF_8);
            }
            String last = texts[index];
            if (last == null || !isHere(last, starts[index], length)) {
                last = new String(block, starts[index], length, StandardCharsets.UTF_8);
                texts[index] = last;
            }
            return last;
        }

        /** Whether the bytes are those of this text; of text that is not ASCII never. */
        private boolean isHere(String text, int start, int length) {
            if (text.length() != length) {
                return false;
            }
            for (int i = length - 1; i >= 0; i--) {
                if (text.charAt(i) != block[start + i]) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean isNull(String column) {
            return lengths[index(column)] < 0;
        }

        @Override
        public char character(String column) {
            int index = index(column);
            return lengths[index] == 1 && block[starts[index]] >= 0
                    ? (char) block[starts[index]]
                    : Row.super.character(column);
        }

        @Override
        public boolean bool(String column) {
            int index = index(column);
            return lengths[index] == 1 ? block[starts[index]] == 't' : Row.super.bool(column);
        }

        @Override
        public long oid(String column) {
            int index = index(column);
            int length = lengths[index];
            if (length < 1 || length > DIGITS) {
                return Row.super.oid(column);
            }
            long number = 0;
            for (int i = starts[index]; i < starts[index] + length; i++) {
                int digit = block[i] - '0';
                if (digit < 0 || digit > MOST_DIGIT) {
                    return Row.super.oid(column);
                }
                number = number * RADIX + digit;
            }
            return number;
        }

        @Override
        public List<@Nullable String> array(String column) {
            String value = textOrNull(column);
            return value == null ? List.of() : ArrayText.elements(value);
        }
    }
}
