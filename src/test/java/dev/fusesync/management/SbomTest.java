package dev.fusesync.management;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.support.ShippedRoutes;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static org.assertj.core.api.Assertions.assertThat;

/** The list of what is in the program, for whoever asks whether a weakness is in it. */
class SbomTest extends ShippedRoutes {

	@LocalManagementPort
	private int managementPort;

	@Test
	void listsWhatIsInTheProgramAndNothingOfTheTests() throws IOException {
		URI uri = URI.create("http://localhost:" + this.managementPort + "/actuator/sbom/application");
		HttpResponse<String> answer = send(loggedIn(uri).build());
		assertThat(answer.statusCode()).isEqualTo(200);
		JsonNode sbom = new ObjectMapper().readTree(answer.body());
		List<String> components = StreamSupport.stream(sbom.path("components").spliterator(), false)
			.map((component) -> component.path("group").asText() + ":" + component.path("name").asText() + ":"
					+ component.path("version").asText())
			.toList();
		assertThat(components).contains("org.xerial:sqlite-jdbc:3.54.1.0", "org.apache.camel:camel-http:4.18.0")
			.noneMatch((component) -> component.matches(".*(wiremock|artemis|jms|junit|archunit|graalvm|jsr160).*"));
	}

}
