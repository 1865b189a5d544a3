package dev.dbsnapshot.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a program took, its start included. Immutable.
 *
 * @param wall seconds
 * @param cpu seconds of processor time, its children included, to some hundredths
 * @param resident the most memory that it had, in MiB
 */
record MeasuredProgram(double wall, double cpu, double resident) {

    private static final double TICKS_PER_SECOND = 100;
    private static final int LOOK_MILLIS = 10;

    /** utime, stime, cutime and cstime, counted from behind the name of the program. */
    private static final int FIRST_TIME = 11;

    private static final int TIMES = 4;

    /** Runs a program to its end; it must succeed. */
    static MeasuredProgram of(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("benchmark", ".txt");
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        double cpu = 0;
        double resident = 0;
        do {
            cpu = Math.max(cpu, cpu(process.pid()));
            resident = Math.max(resident, resident(process.pid()));
        } while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        double wall = (System.nanoTime() - begun) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command + ": " + Files.readString(said));
        }
        Files.delete(said);
        return new MeasuredProgram(wall, cpu, resident);
    }

    private static double cpu(long pid) throws IOException {
        String text = proc(pid, "stat");
        if (text.isEmpty()) {
            return 0;
        }
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        double ticks = 0;
        for (int i = FIRST_TIME; i < FIRST_TIME + TIMES; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static double resident(long pid) throws IOException {
        return proc(pid, "status")
                .lines()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .findFirst()
                .orElse(0);
    }

    /** What Linux tells of a process, or nothing elsewhere, or when it has ended. */
    private static String proc(long pid, String file) throws IOException {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return "";
            }
            throw e;
        }
    }
}
