package dev.dbsnapshot.cli.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The two servers on which faults happen. Not thread-safe. */
final class Stage {

    private final List<Material> materials = new ArrayList<>();

    /** Without the one for a full disk. */
    void openOne() throws IOException {
        materials.add(Material.make());
    }

    void open() throws IOException {
        openOne();
        materials.add(Material.onSmallDisk());
    }

    /** The one for a fault. */
    Material material(Fault fault) {
        return materials.get(fault == Fault.SERVER_DISK ? 1 : 0);
    }

    void close() {
        materials.forEach(Material::close);
    }
}
