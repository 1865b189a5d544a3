package dev.dbsnapshot.kube.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the image may be, read from what people write. */
class RepositoryTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "registry.local:5000/poolside/forge-api|registry.local:5000/poolside-database-client"
                        + " registry.local:5000/poolside/poolside-database-client",
                "registry.example.com/forge-api|registry.example.com/poolside-database-client",
                "localhost/a/b/c|localhost/poolside-database-client localhost/a/b/poolside-database-client",
                "https://registry.example.com/|registry.example.com/poolside-database-client",
                "poolside/forge-api|docker.io/poolside/poolside-database-client",
                "registry|registry/poolside-database-client",
            })
    void besideTheApplication(String application, String repositories) {
        assertThat(Repository.beside(application).stream()
                        .map(Repository::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(repositories);
    }

    @Test
    void dockersOwnRegistryAnswersUnderAnotherName() {
        Repository hub = Repository.beside("poolside/forge-api").get(0);
        assertThat(hub.server()).isEqualTo("registry-1.docker.io");
        assertThat(hub.loginName()).isEqualTo("https://index.docker.io/v1/");
        assertThat(Repository.in(" registry.example.com/ ").server()).isEqualTo("registry.example.com");
    }
}
