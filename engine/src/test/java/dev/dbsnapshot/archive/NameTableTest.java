package dev.dbsnapshot.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameTableTest {

    private static final List<String> UNUSUAL = List.of(
            "",
            ".dat",
            "blob_.dat",
            "0.dat",
            "01.dat",
            "blob_0.dat",
            "blob_007.dat",
            "-1.dat",
            "1.da",
            "1.dat.dat",
            "blob_1.toc",
            "blobs.toc",
            "toc.dat",
            "restore.sql",
            "12345678901234567.dat",
            "blob_4294967295.dat",
            "٣.dat",
            "blob_blob_1.dat",
            "1",
            "blob_1");

    @Test
    void everyNameIsFoundAtItsPlaceAndGivenBackAsItWas() {
        NameTable table = new NameTable();
        List<String> names = new ArrayList<>(UNUSUAL);
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            names.add("blob_" + (16_384 + i * 7) + ".dat");
            names.add((1 + i * 3) + ".dat");
            names.add("other " + random.nextInt() + " " + i);
        }
        names.forEach(table::add);
        check(table, names);
        assertThat(List.of("blob_1.dat", "2.dat", "blob_16385.dat", "other"))
                .allSatisfy(name -> assertThat(table.find(name)).isEqualTo(-1));
    }

    @Test
    void whatIsCutOffIsGoneAndMayComeAgain() {
        NameTable table = new NameTable();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            names.add("blob_" + (i + 1) + ".dat");
            names.add("other " + i);
        }
        names.forEach(table::add);
        table.cut(51);
        names.subList(51, names.size())
                .forEach(name -> assertThat(table.find(name)).isEqualTo(-1));
        check(table, names.subList(0, 51));
        names.subList(51, names.size()).forEach(table::add);
        check(table, names);
    }

    @Test
    void ofANameThatIsThereTwiceTheFirstPlaceIsFound() {
        NameTable table = new NameTable();
        List.of("1.dat", "a", "1.dat", "a").forEach(table::add);
        assertThat(table.size()).isEqualTo(4);
        assertThat(table.find("1.dat")).isZero();
        assertThat(table.find("a")).isEqualTo(1);
        table.cut(2);
        assertThat(table.find("1.dat")).isZero();
        assertThat(table.find("a")).isEqualTo(1);
    }

    private static void check(NameTable table, List<String> names) {
        assertThat(table.size()).isEqualTo(names.size());
        for (int i = 0; i < names.size(); i++) {
            assertThat(table.name(i)).isEqualTo(names.get(i));
            assertThat(table.find(names.get(i))).as(names.get(i)).isEqualTo(i);
        }
    }
}
