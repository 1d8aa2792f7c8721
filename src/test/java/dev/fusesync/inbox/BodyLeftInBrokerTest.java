package dev.fusesync.inbox;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import org.apache.camel.CamelContext;
import org.apache.camel.TypeConverter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

class BodyLeftInBrokerTest {

	private static final byte[] BODY = "{\"source\":\"mönö\"}".getBytes(StandardCharsets.UTF_8);

	@Test
	void isReadFromItsBeginningEachTime() throws Exception {
		BytesMessage message = message();
		TypeConverter converter = converter();
		assertThat(converter.mandatoryConvertTo(byte[].class, message)).isEqualTo(BODY);
		assertThat(converter.mandatoryConvertTo(byte[].class, message)).isEqualTo(BODY);
	}

	@Test
	void isAStreamForWhatParses() throws Exception {
		assertThat(converter().mandatoryConvertTo(InputStream.class, message())).hasBinaryContent(BODY);
	}

	@Test
	void isTextForWhatPrints() throws Exception {
		assertThat(converter().mandatoryConvertTo(String.class, message())).isEqualTo("{\"source\":\"mönö\"}");
	}

	private static TypeConverter converter() {
		CamelContext camel = new DefaultCamelContext();
		new BodyLeftInBroker().configure(camel);
		return camel.getTypeConverter();
	}

	/** Like a received one: each read begins where the one before ended. */
	private static BytesMessage message() throws JMSException {
		BytesMessage message = mock(BytesMessage.class);
		ByteBuffer body = ByteBuffer.wrap(BODY);
		given(message.getBodyLength()).willReturn((long) BODY.length);
		willAnswer((call) -> body.rewind()).given(message).reset();
		given(message.readBytes(any(byte[].class))).willAnswer((call) -> {
			byte[] target = call.getArgument(0);
			int length = Math.min(target.length, body.remaining());
			body.get(target, 0, length);
			return (length > 0) ? length : -1;
		});
		return message;
	}

}
