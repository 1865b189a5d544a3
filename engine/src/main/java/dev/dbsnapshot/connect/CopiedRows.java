package dev.dbsnapshot.connect;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rows of an answer, apart from the session that gave it, which may go on meanwhile. Safe to hand to another thread. */
public final class CopiedRows {

    private final Map<String, Integer> columns;
    private final List<@Nullable String[]> rows;

    private CopiedRows(Map<String, Integer> columns, List<@Nullable String[]> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    static CopiedRows of(ResultSet answer) throws SQLException {
        ResultSetMetaData description = answer.getMetaData();
        Map<String, Integer> columns = new HashMap<>();
        int count = description.getColumnCount();
        for (int i = 1; i <= count; i++) {
            columns.putIfAbsent(description.getColumnLabel(i), i - 1);
        }
        List<@Nullable String[]> rows = new ArrayList<>();
        while (answer.next()) {
            @Nullable String[] row = new @Nullable String[count];
            for (int i = 0; i < count; i++) {
                row[i] = answer.getString(i + 1);
            }
            rows.add(row);
        }
        return new CopiedRows(columns, rows);
    }

    /** Feeds every row, in order. */
    public void forEach(Consumer<Row> consumer) {
        Current current = new Current(columns);
        for (@Nullable String[] row : rows) {
            current.values = row;
            consumer.accept(current);
        }
    }

    /** The row that is looked at. */
    private static final class Current implements Row {

        private final Map<String, Integer> columns;
        private @Nullable String[] values = {};

        Current(Map<String, Integer> columns) {
            this.columns = columns;
        }

        @Override
        public @Nullable String textOrNull(String column) {
            Integer index = columns.get(column);
            if (index == null) {
                throw new IllegalArgumentException("the query has no column " + column);
            }
            return values[index];
        }

        @Override
        public List<@Nullable String> array(String column) {
            String value = textOrNull(column);
            return value == null ? List.of() : ArrayText.elements(value);
        }
    }
}
