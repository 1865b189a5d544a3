package dev.dbsnapshot.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What counts eight bytes at a time counts what somebody finds who looks at each line. */
class RowCounterTest {

    private static final String BYTES = "\n\n\\\\..a\0\u000b\u008a";

    @Test
    void countsRowsAndTerminatorsHoweverTheContentIsCut() {
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            byte[] content = content(random, random.nextInt(60));
            RowCounter counter = new RowCounter();
            for (int from = 0; from < content.length; ) {
                int to = Math.min(content.length, from + 1 + random.nextInt(40));
                counter.add(Arrays.copyOfRange(content, from, to), to - from);
                from = to;
            }
            String text = new String(content, StandardCharsets.ISO_8859_1);
            String[] lines = text.split("\n", -1);
            long terminators = Arrays.stream(lines)
                    .limit(lines.length - 1L)
                    .filter("\\."::equals)
                    .count();
            assertThat(counter.count()).as(text).isEqualTo(lines.length - 1 - 3);
            assertThat(counter.terminators()).as(text).isEqualTo((int) terminators);
        }
    }

    @Test
    void findsTheNextLineThatBeginsWithABackslash() {
        Random random = new Random(12);
        for (int round = 0; round < 20_000; round++) {
            byte[] content = content(random, 1 + random.nextInt(40));
            String text = new String(content, StandardCharsets.ISO_8859_1);
            int from = 1 + random.nextInt(content.length);
            int found = text.indexOf("\n\\", from - 1);
            assertThat(Newlines.nextEscapedLine(content, from, content.length))
                    .as(text)
                    .isEqualTo(found < 0 ? content.length : found + 1);
        }
    }

    private static byte[] content(Random random, int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) BYTES.charAt(random.nextInt(BYTES.length()));
        }
        return content;
    }
}
