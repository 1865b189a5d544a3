package dev.dbsnapshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbsnapshot.api.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The line that shows how far the work is. */
class StatusLineTest {

    private long now;
    private final Tally tally = new Tally(() -> now);

    @Test
    void aLineHasBytesRateTimeLeftAndTheTablesInTheWorks() {
        halfOfAGibibyteInTenSeconds();
        assertThat(StatusLine.fitting(120, tally))
                .isEqualTo("data  [##############--------------]  50%  512 MiB of 1.0 GiB  51 MiB/s  0:10 left"
                        + "  public.orders, public.items");
        assertThat(StatusLine.plain(tally))
                .isEqualTo("data:  50%  512 MiB of 1.0 GiB  51 MiB/s  0:10 left  public.orders, public.items");
    }

    @Test
    void aNarrowTerminalLosesNamesAndBarFirstAndPercentLast() {
        halfOfAGibibyteInTenSeconds();
        assertThat(StatusLine.fitting(62, tally))
                .isEqualTo("data  [####----]  50%  512 MiB of 1.0 GiB  51 MiB/s  0:10 left");
        assertThat(StatusLine.fitting(40, tally)).isEqualTo("data  50%  512 MiB of 1.0 GiB");
        assertThat(StatusLine.fitting(10, tally)).isEqualTo("data  50%");
        for (int columns = 0; columns < 200; columns++) {
            assertThat(StatusLine.fitting(columns, tally)).hasSizeLessThanOrEqualTo(columns);
        }
    }

    @Test
    void anEstimateIsNeverDoneAndOneThatWasTooLowIsForgotten() {
        tally.add(new Progress.PhaseStarted("data"));
        tally.add(new Progress.DataExpected(1000, 1, true));
        tally.add(new Progress.BytesMoved(1000));
        assertThat(StatusLine.plain(tally)).contains("~99%");
        tally.add(new Progress.BytesMoved(2048));
        assertThat(StatusLine.plain(tally)).isEqualTo("data:  2.0 KiB");
    }

    @Test
    void stepsAreCounted() {
        tally.add(new Progress.PhaseStarted("indexes"));
        tally.add(new Progress.StepStarted("INDEX public.a", 1, 4));
        tally.add(new Progress.StepFinished("INDEX public.a"));
        tally.add(new Progress.StepStarted("INDEX public.b", 2, 4));
        now += Duration.ofSeconds(75).toNanos();
        assertThat(StatusLine.plain(tally)).isEqualTo("indexes:  25%  1 of 4  1:15  INDEX public.b");
    }

    @Test
    void namesThatDoNotFitAreCounted() {
        tally.add(new Progress.PhaseStarted("data"));
        for (int i = 1; i <= 8; i++) {
            tally.add(new Progress.MemberStarted("public.table_with_a_long_name_" + i, i, 8));
        }
        assertThat(StatusLine.fitting(80, tally))
                .isEqualTo("data  public.table_with_a_long_name_1, public.table_with_a_long_name_2 +6");
    }

    @Test
    void aNameCannotCommandTheTerminal() {
        tally.add(new Progress.PhaseStarted("data"));
        tally.add(new Progress.MemberStarted("public.\u001b[2J\n", 1, 1));
        assertThat(StatusLine.plain(tally)).isEqualTo("data:  public.?[2J?");
    }

    private void halfOfAGibibyteInTenSeconds() {
        tally.add(new Progress.PhaseStarted("data"));
        tally.add(new Progress.DataExpected(1L << 30, 2, false));
        tally.add(new Progress.MemberStarted("public.orders", 1, 2));
        tally.add(new Progress.MemberStarted("public.items", 2, 2));
        now += Duration.ofSeconds(10).toNanos();
        tally.add(new Progress.BytesMoved(1L << 29));
    }
}
