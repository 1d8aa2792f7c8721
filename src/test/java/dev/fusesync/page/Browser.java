package dev.fusesync.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

import dev.fusesync.packaged.InstalledProgram;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The pages in headless Chromium. */
public final class Browser implements AutoCloseable {

	/** Width of a desktop's window, in px. */
	public static final int WIDE = 1280;

	/** Width of a telephone, in px. */
	public static final int NARROW = 390;

	private static final Path PICTURES = Path.of("target/screenshots");

	private static final Path DOCUMENTS = Path.of("src/site/resources/images");

	private static final int HEIGHT = 900;

	private static final int DOCUMENT_HEIGHT = 620;

	private final ChromeDriver driver;

	private int width = WIDE;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	/** Opens one; skips the test where none is installed. */
	public static Browser open() {
		assumeTrue(InstalledProgram.find("chromium").isPresent() && InstalledProgram.find("chromedriver").isPresent(),
				"The pages are not looked at: install the Debian packages chromium and chromium-driver");
		ChromeOptions options = new ChromeOptions().setBinary(InstalledProgram.find("chromium").orElseThrow().toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(InstalledProgram.find("chromedriver").orElseThrow().toFile())
			.build();
		return new Browser(new ChromeDriver(service, options)).size(WIDE);
	}

	/** Sets the width of the window, in px. */
	public Browser size(int width) {
		this.width = width;
		return metrics(HEIGHT);
	}

	/** Asks the pages to be dark or light. */
	public Browser dark(boolean dark) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
		return this;
	}

	/** Opens an address. */
	public Browser go(Object address) {
		this.driver.get(address.toString());
		return this;
	}

	/** What a person reads. */
	public String text() {
		return this.driver.findElement(By.tagName("body")).getText();
	}

	/** The HTTP status of the page. */
	public long status() {
		return (Long) run("return performance.getEntriesByType('navigation')[0].responseStatus");
	}

	/** Presses the link or button with that text, once it can be. */
	public Browser press(String text) {
		By by = By.xpath("//*[self::a or self::button][normalize-space()='" + text + "']");
		await().alias(text).ignoreExceptions().until(() -> {
			WebElement element = this.driver.findElements(by)
				.stream()
				.filter(WebElement::isDisplayed)
				.findFirst()
				.orElseThrow();
			element.click();
			return true;
		});
		return this;
	}

	/** Types into the field with that name. */
	public Browser type(String name, String text) {
		this.driver.findElements(By.name(name))
			.stream()
			.filter(WebElement::isDisplayed)
			.findFirst()
			.orElseThrow()
			.sendKeys(text);
		return this;
	}

	/** Runs a script. */
	public Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	/** Runs a script that calls its last argument with the result. */
	public Object runAsync(String script) {
		return this.driver.executeAsyncScript(script);
	}

	/**
	 * What the browser complained about since the last call, such as a violated policy.
	 */
	public List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.map(LogEntry::getMessage)
			.filter((message) -> !message.contains("Failed to load resource"))
			.toList();
	}

	/** Takes a picture of the whole page. */
	public void picture(String name) throws IOException {
		long height = (Long) run("return document.documentElement.scrollHeight");
		metrics(Math.min(Math.max(height, 600), 4_000)).write(PICTURES, name);
		metrics(HEIGHT);
	}

	/** Takes a picture of what is seen first, for the documents. */
	public void pictureForDocuments(String name) throws IOException {
		metrics(DOCUMENT_HEIGHT).write(Boolean.getBoolean("fuse-sync.pictures") ? DOCUMENTS : PICTURES, name);
		metrics(HEIGHT);
	}

	private void write(Path folder, String name) throws IOException {
		Map<String, Object> picture = this.driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
		Files.createDirectories(folder);
		Files.write(folder.resolve(name + ".png"), Base64.getDecoder().decode((String) picture.get("data")));
	}

	/** That nothing is wider than the window. */
	public void fits() {
		assertThat((Long) run("return document.documentElement.scrollWidth")).as(this.driver.getCurrentUrl())
			.isLessThanOrEqualTo(this.width);
	}

	private Browser metrics(long height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", this.width, "height", height, "deviceScaleFactor", 1, "mobile", false));
		return this;
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
