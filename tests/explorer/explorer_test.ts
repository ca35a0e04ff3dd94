/**
 * The explorer page in one browser, on one database. Each module has the cases of one question; they
 * share a page, which costs a tenth of a page for each.
 */
import "./find_cases.ts";
import "./search_cases.ts";
import "./read_cases.ts";
import "./look_cases.ts";
import "./failure_cases.ts";
import "./session_cases.ts";
import { useWorld } from "./world.ts";

useWorld();
