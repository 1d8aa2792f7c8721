package dev.fusesync.page;

import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fusesync.page.parts.Times;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How a page calls an endpoint, and what it says if that is refused. */
class OperationsTest {

	private final FixtureEndpoints endpoints = new FixtureEndpoints().answer("deadletters", "deadletters-none")
		.answer("deadletters/decisions", "decisions")
		.answer("POST deadletters", "dry-run");

	private final Operations operations = new Operations(this.endpoints, new JsonMapper());

	private final Asked asked = new Asked(Map.of(), SecurityContext.NONE, new Times(Instant.now()), null);

	@Test
	void readsAndWrites() {
		assertThat(this.operations.read(this.asked, "deadletters", Map.of()).path("total").asInt(-1)).isZero();
		assertThat(this.operations.read(this.asked, "deadletters/decisions", Map.of())).hasSize(3);
		assertThat(this.operations.write(this.asked, "deadletters", Map.of("action", "replay")).path("found").asInt())
			.isEqualTo(37);
		assertThat(this.endpoints.written())
			.containsExactly(new FixtureEndpoints.Written("deadletters", Map.of("action", "replay")));
	}

	@Test
	void saysWhatTheEndpointSays() {
		this.endpoints.refuse("deadletters", new InvalidEndpointRequestException("m", "The limit is a number"));
		assertRefused(400, "The limit is a number");
		this.endpoints.refuse("deadletters", new ResponseStatusException(HttpStatus.NOT_FOUND, "It is gone"));
		assertRefused(404, "It is gone");
		this.endpoints.refuse("deadletters", new ResponseStatusException(HttpStatus.CONFLICT, "Wait"));
		assertRefused(409, "Wait");
		this.endpoints.refuse("deadletters", new DataAccessResourceFailureException("secret detail"));
		assertRefused(503, "The store does not answer now. The log of the program has the reason.");
	}

	@Test
	void namesTheEndpointThatIsNotThere() {
		assertThatExceptionOfType(Refused.class).isThrownBy(() -> this.operations.read(this.asked, "waiting", Map.of()))
			.withMessage("This page needs the endpoint waiting, which is not there: add it to "
					+ "management.endpoints.web.exposure.include")
			.satisfies((refused) -> assertThat(refused.status()).isEqualTo(404));
	}

	private void assertRefused(int status, String sentence) {
		assertThatExceptionOfType(Refused.class)
			.isThrownBy(() -> this.operations.read(this.asked, "deadletters", Map.of()))
			.withMessage(sentence)
			.satisfies((refused) -> assertThat(refused.status()).isEqualTo(status));
	}

}
