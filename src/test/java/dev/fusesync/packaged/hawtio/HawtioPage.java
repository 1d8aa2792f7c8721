package dev.fusesync.packaged.hawtio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import dev.fusesync.packaged.InstalledProgram;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import static org.awaitility.Awaitility.await;

/** Hawtio in a browser, as the person on call uses it: by what stands on the page. */
final class HawtioPage implements AutoCloseable {

	private static final Path PICTURES = Path.of("target/screenshots");

	private static final String NODE = "//li[@role='treeitem'][@id='%s']/div";

	private final ChromeDriver browser;

	private final String port;

	private HawtioPage(ChromeDriver browser, String port) {
		this.browser = browser;
		this.port = port;
	}

	static HawtioPage open(String managementPort) {
		ChromeOptions options = new ChromeOptions().setBinary(InstalledProgram.find("chromium").orElseThrow().toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--window-size=1600,1100");
		ChromeDriverService driver = new ChromeDriverService.Builder()
			.usingDriverExecutable(InstalledProgram.find("chromedriver").orElseThrow().toFile())
			.build();
		return new HawtioPage(new ChromeDriver(driver, options), managementPort);
	}

	/** The browser keeps the login for the pages that follow. */
	HawtioPage logIn(String password) {
		this.browser.get("http://user:" + password + "@localhost:" + this.port + "/actuator");
		return this;
	}

	HawtioPage go(String path) {
		this.browser.get("http://localhost:" + this.port + path);
		return this;
	}

	/** The HTTP status of the page. */
	long status() {
		return (Long) this.browser.executeScript("return performance.getEntriesByType('navigation')[0].responseStatus");
	}

	String text() {
		return this.browser.findElement(By.tagName("body")).getText();
	}

	/** Shows a node of the tree, opening those above it first. */
	HawtioPage select(String... path) {
		String id = "";
		for (int i = 0; i < path.length; i++) {
			id = id.isEmpty() ? path[i] : id + "-" + path[i];
			String folder = NODE.formatted(id + "-folder");
			if (i == path.length - 1) {
				click("(" + NODE.formatted(id) + " | " + folder + ")//button[contains(@class, 'node-text')]");
			}
			else if (isClosed(folder + "/..")) {
				click(folder + "//button[contains(@class, 'node-toggle')]");
			}
		}
		return this;
	}

	/** Whether what may be opened there is closed, once it is there. */
	private boolean isClosed(String xpath) {
		return "false".equals(await().ignoreExceptions()
			.until(() -> this.browser.findElement(By.xpath(xpath)).getDomAttribute("aria-expanded"), Objects::nonNull));
	}

	/** A tab of what is shown, or a button. */
	HawtioPage press(String name) {
		return click("//*[self::a or self::button or self::span][normalize-space()='" + name
				+ "'][not(ancestor::nav[@aria-label='Global'])]");
	}

	HawtioPage click(String xpath) {
		await().alias(xpath)
			.ignoreExceptionsInstanceOf(NotFoundException.class)
			.ignoreExceptionsInstanceOf(StaleElementReferenceException.class)
			.ignoreExceptionsInstanceOf(ElementNotInteractableException.class)
			.until(() -> {
				WebElement element = this.browser.findElement(By.xpath(xpath));
				this.browser.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
				element.click();
				return true;
			});
		return this;
	}

	/** The cell beside the one with that text, or below that heading in its row. */
	String cell(String row, String column) {
		String cells = "//tr[td[normalize-space()='" + row + "']]/td";
		By cell = By.xpath(column.isEmpty() ? cells + "[2]" : cells + "[@data-label='" + column + "']");
		try {
			return this.browser.findElement(cell).getText();
		}
		catch (NotFoundException | StaleElementReferenceException ex) {
			return "";
		}
	}

	/** Scrolls to the row with that text. */
	HawtioPage show(String row) {
		this.browser.executeScript("arguments[0].scrollIntoView({block: 'center'})",
				this.browser.findElement(By.xpath("//tr[td[normalize-space()='" + row + "']]")));
		return this;
	}

	/**
	 * Executes an operation of the MBean that is shown, which has not been executed
	 * before, and awaits its result.
	 */
	void execute(String operation, String... values) {
		String item = "//ul[@id='jmx-operation-list']/li[.//b[starts-with(normalize-space(), '" + operation + "')]]";
		click(item + "//button[@id='ex-toggle1'][@aria-expanded='false']");
		for (int i = 0; i < values.length; i++) {
			By field = By.xpath("(" + item + "//form//input)[" + (i + 1) + "]");
			await().until(() -> this.browser.findElement(field).isDisplayed());
			this.browser.findElement(field).sendKeys(values[i]);
		}
		click(item + "//button[normalize-space()='Execute']");
		By result = By.xpath(item + "//section[starts-with(@id, 'operation-result-')]");
		await().alias("result of " + operation).until(() -> !this.browser.findElements(result).isEmpty());
	}

	/** For a person to look at, and for operating.md. */
	void picture(String name) {
		try {
			Files.createDirectories(PICTURES);
			Files.write(PICTURES.resolve(name + ".png"), this.browser.getScreenshotAs(OutputType.BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.browser.quit();
	}

}
