package dev.dbsnapshot.kube.jump;

import dev.dbsnapshot.api.ErrorCode;
import dev.dbsnapshot.api.SnapshotException;
import dev.dbsnapshot.connect.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row as row_to_json writes it.
 *
 * @param values by column
 */
record JsonRow(Map<String, Object> values) implements Row {

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
        Object value = values.get(column);
        return value == null ? null : value.toString();
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
        return Boolean.TRUE.equals(values.get(column));
    }

    @Override
    public char character(String column) {
        String value = textOrNull(column);
        return value == null || value.isEmpty() ? 0 : value.charAt(0);
    }

    @Override
    public List<@Nullable String> array(String column) {
        List<@Nullable String> result = new ArrayList<>();
        if (values.get(column) instanceof List<?> elements) {
            elements.forEach(element -> result.add(element == null ? null : element.toString()));
        }
        return result;
    }

    @Override
    public List<Long> numbers(String column) {
        List<Long> result = new ArrayList<>();
        if (values.get(column) instanceof List<?> elements) {
            elements.forEach(element -> result.add(Long.valueOf(element.toString())));
        }
        return result;
    }

    @Override
    public boolean isNull(String column) {
        return values.get(column) == null;
    }
}
