-- The text that a search looks through, apart from the documents: a tenth of the file to read.
CREATE INDEX dispatch_job_search ON dispatch_job (search);
