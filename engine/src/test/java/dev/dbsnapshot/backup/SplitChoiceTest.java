package dev.dbsnapshot.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tables are read in parts only where that is worth what it costs the server. */
class SplitChoiceTest {

    private static final long MEBIBYTE = 1 << 20;

    @Test
    void oneLargeTableIsSplit() {
        assertThat(split(2, 400)).containsExactly(1L);
        assertThat(split(2, 400, 20, 20)).containsExactly(1L);
    }

    @Test
    void tablesThatKeepAllSessionsBusyAreNot() {
        assertThat(split(2, 200, 200, 200, 200, 200, 200, 200, 200)).isEmpty();
        assertThat(split(4, 200, 200, 200, 200, 200, 200, 200, 200)).isEmpty();
    }

    @Test
    void noMoreAreSplitThanFillTheSessions() {
        assertThat(split(2, 500, 100, 100, 100)).containsExactly(1L);
        assertThat(split(4, 300, 290, 60, 60)).containsExactlyInAnyOrder(1L, 2L);
    }

    /** They would take too much space beside the archive while they wait. */
    @Test
    void veryLargeOnesAreAlwaysSplit() {
        assertThat(split(2, 600, 600)).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void smallOnesAndThoseWithoutBlocksAreNeverSplit() {
        assertThat(split(8, 15)).isEmpty();
        RelationSize foreign = new RelationSize(1, "t", false, false, 0, 900 * MEBIBYTE);
        assertThat(SplitChoice.of(List.of(foreign), 900 * MEBIBYTE, 8)).isEmpty();
    }

    /** Tables of so many MiB, with OIDs from 1. */
    private static Set<Long> split(int jobs, long... sizes) {
        AtomicLong oid = new AtomicLong();
        List<RelationSize> tables = Arrays.stream(sizes)
                .mapToObj(size -> new RelationSize(
                        oid.incrementAndGet(), "t", true, true, size * MEBIBYTE / 8192, size * MEBIBYTE))
                .toList();
        return SplitChoice.of(tables, Arrays.stream(sizes).sum() * MEBIBYTE, jobs);
    }
}
