package dev.fusesync.inbox;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

class BodyLeftInBrokerTest {

	private static final byte[] BODY = "{\"source\":\"mönö\"}".getBytes(StandardCharsets.UTF_8);

	@Test
	void isReadOnceForEverythingThatWantsIt() throws Exception {
		Exchange exchange = exchange();
		exchange.getMessage().setBody(message(BODY));
		assertThat(exchange.getMessage().getBody(byte[].class)).isEqualTo(BODY);
		assertThat(exchange.getMessage().getBody(InputStream.class)).hasBinaryContent(BODY);
		assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("{\"source\":\"mönö\"}");
	}

	@Test
	void isNotTakenForTheBodyOfAnotherMessage() throws Exception {
		Exchange exchange = exchange();
		exchange.getMessage().setBody(message("{}".getBytes(StandardCharsets.UTF_8)));
		exchange.getMessage().getBody(byte[].class);
		exchange.getMessage().setBody(message(BODY));
		assertThat(exchange.getMessage().getBody(byte[].class)).isEqualTo(BODY);
	}

	@Test
	void isReadForWhatHasNoExchange() throws Exception {
		assertThat(exchange().getContext().getTypeConverter().mandatoryConvertTo(byte[].class, message(BODY)))
			.isEqualTo(BODY);
	}

	private static Exchange exchange() {
		CamelContext camel = new DefaultCamelContext();
		new BodyLeftInBroker().configure(camel);
		return new DefaultExchange(camel);
	}

	/** Like a received large one, which can be read once. */
	private static BytesMessage message(byte[] body) throws JMSException {
		BytesMessage message = mock(BytesMessage.class);
		given(message.getBodyLength()).willReturn((long) body.length);
		willAnswer((call) -> {
			call.<OutputStream>getArgument(1).write(body);
			return null;
		}).willThrow(new IllegalStateException("read before"))
			.given(message)
			.setObjectProperty(eq("JMS_AMQ_SaveStream"), any());
		return message;
	}

}
