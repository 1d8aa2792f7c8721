package dev.fusesync.inbox;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;
import org.springframework.stereotype.Component;

/**
 * A body that its queue's endpoint left with the broker ({@code mapJmsMessage=false}) is
 * read when a step wants it, as bytes, a stream or text in UTF-8. Camel itself reads it
 * as soon as a consumer has the message, since the error handling keeps the original.
 */
@Component
class BodyLeftInBroker implements CamelContextCustomizer {

	@Override
	public void configure(CamelContext camel) {
		TypeConverterRegistry converters = camel.getTypeConverterRegistry();
		add(converters, byte[].class, (bytes) -> bytes);
		add(converters, InputStream.class, ByteArrayInputStream::new);
		add(converters, String.class, (bytes) -> new String(bytes, StandardCharsets.UTF_8));
	}

	private static <T> void add(TypeConverterRegistry converters, Class<T> type, Function<byte[], T> form) {
		converters.addTypeConverter(type, BytesMessage.class, new SimpleTypeConverter(false,
				(wanted, exchange, message) -> form.apply(read((BytesMessage) message))));
	}

	private static byte[] read(BytesMessage message) throws JMSException {
		message.reset();
		byte[] body = new byte[Math.toIntExact(message.getBodyLength())];
		message.readBytes(body);
		return body;
	}

}
