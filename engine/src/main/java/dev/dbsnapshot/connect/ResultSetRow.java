package dev.dbsnapshot.connect;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Row} over JDBC. */
final class ResultSetRow implements Row {

    private final ResultSet rows;

    ResultSetRow(ResultSet rows) {
        this.rows = rows;
    }

    static <T> List<T> mapAll(ResultSet rows, RowMapper<T> mapper) throws SQLException {
        Row row = new ResultSetRow(rows);
        List<T> result = new ArrayList<>();
        while (rows.next()) {
            result.add(mapper.map(row));
        }
        return result;
    }

    @Override
    public String text(String column) {
        String value = textOrNull(column);
        if (value == null) {
            throw new SnapshotException(ErrorCode.SERVER, "the catalog query returned NULL for column " + column);
        }
        return value;
    }

    @Override
    public @Nullable String textOrNull(String column) {
        try {
            return rows.getString(column);
        } catch (SQLException e) {
            throw failed(column, e);
        }
    }

    @Override
    public long oid(String column) {
        String value = textOrNull(column);
        return value == null ? 0 : Long.parseLong(value);
    }

    @Override
    public int integer(String column) {
        return Integer.parseInt(text(column));
    }

    @Override
    public long bigint(String column) {
        return Long.parseLong(text(column));
    }

    @Override
    public boolean bool(String column) {
        String value = textOrNull(column);
        return "t".equals(value) || "true".equals(value);
    }

    @Override
    public char character(String column) {
        String value = textOrNull(column);
        return value == null || value.isEmpty() ? 0 : value.charAt(0);
    }

    @Override
    public List<@Nullable String> array(String column) {
        try {
            Array array = rows.getArray(column);
            if (array == null) {
                return List.of();
            }
            Object[] elements = (Object[]) array.getArray();
            List<@Nullable String> result = new ArrayList<>(elements.length);
            for (Object element : elements) {
                result.add(element == null ? null : element.toString());
            }
            return result;
        } catch (SQLException e) {
            throw failed(column, e);
        }
    }

    @Override
    public List<Long> numbers(String column) {
        String value = textOrNull(column);
        if (value == null) {
            return List.of();
        }
        String inner = value.startsWith("{") ? value.substring(1, value.length() - 1) : value;
        List<Long> result = new ArrayList<>();
        for (String number : inner.split("[ ,]")) {
            if (!number.isEmpty()) {
                result.add(Long.parseLong(number));
            }
        }
        return result;
    }

    @Override
    public boolean isNull(String column) {
        return textOrNull(column) == null;
    }

    private static SnapshotException failed(String column, SQLException e) {
        return new SnapshotException(
                ErrorCode.SERVER, "cannot read column " + column + ": " + e.getMessage(), e, e.getSQLState());
    }
}
