package dev.dbsnapshot.cli.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A copy of an archive that is cut off at a place, or has another byte there.
 *
 * @param whole the archive
 * @param change what is done to the bits of the byte, or 0 if the file ends before it
 */
record Damage(Path whole, int place, int change) {

    private static final int BLOCK = 512;

    void writeTo(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(whole);
        if (change == 0) {
            bytes = Arrays.copyOf(bytes, place);
        } else {
            bytes[place] ^= (byte) change;
        }
        Files.write(file, bytes);
    }

    /** At the beginning and the end of the headers and the contents of all members, and at random places. */
    static List<Damage> all(Path archive, int random) throws IOException {
        byte[] bytes = Files.readAllBytes(archive);
        TreeSet<Integer> places = new TreeSet<>(List.of(0, bytes.length - 1));
        for (int header = 0; header + BLOCK <= bytes.length && bytes[header] != 0; ) {
            String digits = new String(bytes, header + 124, 11, StandardCharsets.US_ASCII);
            int size = Integer.parseInt(digits.strip(), 8);
            int content = header + BLOCK;
            places.addAll(List.of(
                    header, header + 1, header + 124, content, content + size / 2, content + Math.max(0, size - 1)));
            header = content + (size + BLOCK - 1) / BLOCK * BLOCK;
        }
        Random numbers = new Random(6);
        IntStream.range(0, random).map(i -> numbers.nextInt(bytes.length)).forEach(places::add);
        List<Damage> all = new ArrayList<>();
        for (int place : places) {
            all.add(new Damage(archive, place, 0));
            all.add(new Damage(archive, place, 1 << numbers.nextInt(8)));
        }
        return all;
    }

    @Override
    public String toString() {
        return (change == 0 ? "cut at byte " : "byte ") + place + (change == 0 ? "" : " changed by " + change) + " of "
                + whole;
    }
}
