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
    public @Nullable String textOrNull(String column) {
        try {
            return rows.getString(column);
        } catch (SQLException e) {
            throw failed(column, e);
        }
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

    private static SnapshotException failed(String column, SQLException e) {
        return new SnapshotException(
                ErrorCode.SERVER, "cannot read column " + column + ": " + e.getMessage(), e, e.getSQLState());
    }
}
