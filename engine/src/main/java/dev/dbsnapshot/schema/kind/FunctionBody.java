package dev.dbsnapshot.schema.kind;

import dev.dbsnapshot.connect.Row;
import dev.dbsnapshot.schema.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * What a function does.
 *
 * @param sqlBody the body of a function with SQL-standard syntax (14 and newer)
 * @param binary the file of a function in C ({@code probin})
 * @param source its source, or the name of the function in C ({@code prosrc})
 */
record FunctionBody(@Nullable String sqlBody, @Nullable String binary, String source) {

    /** Takes the columns {@code prosqlbody}, {@code probin} and {@code prosrc}. */
    static FunctionBody of(Row row) {
        return new FunctionBody(row.textOrNull("prosqlbody"), row.textOrNull("probin"), row.text("prosrc"));
    }

    String sql(Quoting quoting) {
        if (sqlBody != null) {
            return sqlBody;
        }
        if (binary == null || binary.isEmpty()) {
            return "AS " + Quoting.dollarQuoted(source, null);
        }
        String file = "AS " + quoting.literal(binary);
        if (source.isEmpty()) {
            return file;
        }
        boolean plain = source.indexOf('\'') < 0 && source.indexOf('\\') < 0;
        return file + ", " + (plain ? quoting.literal(source) : Quoting.dollarQuoted(source, null));
    }
}
