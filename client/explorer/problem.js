/** What went wrong, as elements. */
import { make, makeButton, makeText } from "./elements.js";

/** Says what went wrong; what is not the service's sentence is a fault of the page. */
export function describeProblem(error) {
  if (error?.name === "IcpJobTitlesError") {
    const issues = (error.issues ?? []).map(({ path, message }) => `${path}: ${message}`);
    return issues.length > 0 ? issues.join(" ") : error.message;
  }
  reportError(error);
  return "Something is wrong with this page. The browser's console has the details.";
}

/** Makes the sentence of what went wrong, and a button that tries again where that may help. */
export function makeProblem(error, tryAgain) {
  const { status = 0 } = error;
  const isRefused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return [
    make("h3", {}, "That did not work"),
    make("p", { role: "alert" }, makeText(describeProblem(error))),
    ...isRefused ? [] : [makeButton("Try again", tryAgain)],
  ];
}
