/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-types.h"

G_BEGIN_DECLS

/* The small ways to talk to a person: a passing word, an error, a question for a reason. */

/* A toast in the window of @widget; "" shows none. */
void  dwc_tell_toast (GtkWidget  *widget,
                      const char *text);
/* A dialog with the error worded; @heading says what did not happen. A cancelled one shows nothing. */
void  dwc_tell_error (GtkWidget    *widget,
                      const char   *heading,
                      const GError *error);
void  dwc_tell_problem (GtkWidget  *widget,
                        const char *heading,
                        const char *text);

/* Asks for a reason; the finish function returns NULL where the person cancelled. */
void  dwc_ask_reason_async (GtkWidget          *widget,
                            const char         *heading,
                            const char         *body,
                            const char         *accept_label,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
char *dwc_ask_reason_finish (GAsyncResult *result);

/* Asks before something is thrown away. */
void     dwc_ask_confirm_async (GtkWidget          *widget,
                                const char         *heading,
                                const char         *body,
                                const char         *accept_label,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
gboolean dwc_ask_confirm_finish (GAsyncResult *result);

G_END_DECLS
