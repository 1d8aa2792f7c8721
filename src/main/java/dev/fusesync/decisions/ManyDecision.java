package dev.fusesync.decisions;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A decision about many webhooks, carried out in the background. It is stored, so it
 * continues after a restart.
 *
 * @param target the name of the {@link DecisionTarget}: dead-letters or waiting
 * @param filter which of them it is about
 * @param begun when it was made; what is there later is not affected
 * @param found number of matches at that time, counted up to 10,000
 * @param more whether there were more matches than that
 * @param done number of webhooks changed so far
 * @param state running, done, or stopped
 * @param ended when it was done or stopped
 * @param upperSeq number of the last row that may be affected
 * @param upperEvent number of the last event before it; what was decided about after that
 * is not affected
 * @param place its current position
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManyDecision(long id, @JsonUnwrapped Decision decision, String target, JsonNode filter, Instant begun,
		int found, boolean more, long done, String state, Instant ended, @JsonIgnore long upperSeq,
		@JsonIgnore long upperEvent, @JsonIgnore Place place) {

	/** For filters. */
	static final JsonMapper JSON = JsonMapper.builder()
		.findAndAddModules()
		.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
		.build();

	/** Reads the filter. */
	public <T> T filterAs(Class<T> type) {
		try {
			return JSON.treeToValue(this.filter, type);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The filter of a decision cannot be read", ex);
		}
	}

}
