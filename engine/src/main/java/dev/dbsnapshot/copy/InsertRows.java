package dev.dbsnapshot.copy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Turns rows in COPY's text format into INSERT statements ({@code dumpTableData_insert}), byte by byte: memory is one
 * small buffer and one number, however large a row is. Not safe for use by several threads.
 *
 * <p>No encoding that the server has holds a quote, a backslash, a tab or a newline inside another character, so that
 * bytes are enough to know.
 */
public final class InsertRows implements ByteSink {

    private static final int BUFFER = 1 << 16;
    private static final byte[] NUMBER = "0123456789 +-eE.".getBytes(StandardCharsets.US_ASCII);

    /** How values of a column are written. */
    public enum Form {
        /** Bare, unless it is NaN or infinite. */
        NUMBER,
        /** As {@code B'...'}. */
        BITS,
        /** As {@code true} or {@code false}. */
        BOOLEAN,
        /** As a string literal. */
        TEXT,
        /** As {@code DEFAULT}, whatever the row holds: the server computes it. */
        DEFAULT
    }

    /**
     * How statements are written. Immutable.
     *
     * @param head what begins a statement, up to VALUES; for a table without columns the whole statement
     * @param forms how the values of each column are written
     * @param rowsPerStatement how many rows a statement holds at most, from 1
     * @param end what ends a statement, with a newline
     * @param doublesBackslashes whether a backslash in a literal has to be doubled (standard_conforming_strings off)
     */
    public record Statements(
            String head, List<Form> forms, int rowsPerStatement, String end, boolean doublesBackslashes) {
        public Statements {
            forms = List.copyOf(forms);
        }
    }

    private final Statements statements;
    private final byte[] head;
    private final byte[] end;
    private final ByteSink target;
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
    private byte[] number = new byte[64];
    private int numberLength;
    private int rowsInStatement;
    private int field;
    private boolean rowStarted;
    private boolean fieldStarted;
    private boolean isNull;
    private boolean escaped;

    /**
     * Writes to this sink.
     *
     * @param statements how
     * @param target where the statements go
     */
    public InsertRows(Statements statements, ByteSink target) {
        this.statements = statements;
        this.head = bytes(statements.head());
        this.end = bytes(statements.end());
        this.target = target;
    }

    @Override
    public void write(ByteBuffer rows) {
        while (rows.hasRemaining()) {
            take(rows.get());
        }
    }

    /** Ends what {@link CopyOut#raw} has written, as pg_dump does: with two empty lines. */
    public void finish() {
        if (rowsInStatement > 0) {
            put(end);
        }
        put(bytes("\n\n"));
        flush();
    }

    private void take(byte b) {
        if (!rowStarted) {
            startRow();
        }
        if (escaped) {
            escaped = false;
            if (b == 'N' && !fieldStarted) {
                isNull = true;
            } else {
                value(unescaped(b));
            }
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '\t') {
            endField();
            field++;
        } else if (b == '\n') {
            endRow();
        } else {
            value(b);
        }
    }

    /** What COPY writes after a backslash; octal and hexadecimal codes it only reads. */
    private static byte unescaped(byte b) {
        return switch (b) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> b;
        };
    }

    private void startRow() {
        rowStarted = true;
        field = 0;
        if (rowsInStatement == 0) {
            put(head);
        }
        if (statements.forms().isEmpty()) {
            return;
        }
        if (statements.rowsPerStatement() == 1) {
            put(" (");
        } else {
            put(rowsInStatement > 0 ? ",\n\t(" : "\n\t(");
        }
    }

    private void endRow() {
        rowStarted = false;
        if (statements.forms().isEmpty()) {
            fieldStarted = false;
            isNull = false;
            return;
        }
        endField();
        put(")");
        rowsInStatement++;
        if (rowsInStatement >= statements.rowsPerStatement()) {
            put(end);
            rowsInStatement = 0;
        }
    }

    private void value(byte b) {
        if (statements.forms().isEmpty()) {
            return;
        }
        Form form = statements.forms().get(field);
        if (!fieldStarted) {
            startField(form);
        }
        switch (form) {
            case NUMBER -> {
                if (numberLength == number.length) {
                    number = Arrays.copyOf(number, 2 * number.length);
                }
                number[numberLength++] = b;
            }
            case BITS -> put(b);
            case BOOLEAN -> put(b == 't' ? "true" : "false");
            case TEXT -> {
                if (b == '\'' || (b == '\\' && statements.doublesBackslashes())) {
                    put(b);
                }
                put(b);
            }
            case DEFAULT -> {}
        }
    }

    private void startField(Form form) {
        fieldStarted = true;
        if (field > 0) {
            put(", ");
        }
        if (form == Form.TEXT) {
            put("'");
        } else if (form == Form.BITS) {
            put("B'");
        }
    }

    private void endField() {
        Form form = statements.forms().get(field);
        if (!fieldStarted) {
            if (isNull || form == Form.DEFAULT) {
                put(field > 0 ? ", " : "");
                put(form == Form.DEFAULT ? "DEFAULT" : "NULL");
            } else {
                startField(form);
            }
        }
        if (fieldStarted) {
            switch (form) {
                case NUMBER -> putNumber();
                case BITS, TEXT -> put("'");
                case BOOLEAN, DEFAULT -> {}
            }
        }
        fieldStarted = false;
        isNull = false;
        numberLength = 0;
    }

    private void putNumber() {
        boolean plain = true;
        for (int i = 0; i < numberLength; i++) {
            plain &= isOfNumber(number[i]);
        }
        put(plain ? "" : "'");
        for (int i = 0; i < numberLength; i++) {
            put(number[i]);
        }
        put(plain ? "" : "'");
    }

    private static boolean isOfNumber(byte b) {
        for (byte allowed : NUMBER) {
            if (allowed == b) {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void put(String text) {
        for (int i = 0; i < text.length(); i++) {
            put((byte) text.charAt(i));
        }
    }

    private void put(byte[] bytes) {
        for (byte b : bytes) {
            put(b);
        }
    }

    private void put(byte b) {
        if (!out.hasRemaining()) {
            flush();
        }
        out.put(b);
    }

    private void flush() {
        out.flip();
        target.write(out);
        out.clear();
    }
}
