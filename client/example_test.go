package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/google/uuid"

	"github.com/innconnect/innconnect/client"
)

func Example() {
	ctx := context.Background()
	c, err := client.New("https://chat.example.com", os.Getenv("INNCONNECT_SERVER_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	visitor := client.WithVisitor(uuid.NewString()) // keep the id for this visitor
	session, err := client.Check(c.CreateSessionWithResponse(ctx, nil, client.NewSession{}, visitor))
	if err != nil {
		log.Fatal(err)
	}
	answer, err := client.Check(c.SendMessageWithResponse(ctx, nil, client.NewMessage{
		SessionID: session.JSON201.ID, Content: "Can I bring my dog?",
	}, visitor))
	var problem *client.Problem
	switch {
	case errors.As(err, &problem) && problem.Code == client.ErrorCodeUnavailable:
		log.Print("the answer will be in the history")
	case err != nil:
		log.Fatal(err)
	case answer.JSON200.Reply != nil:
		fmt.Println(answer.JSON200.Reply.Content)
	}
}

func ExampleReadEvents() {
	ctx := context.Background()
	c, err := client.New("https://chat.example.com", os.Getenv("INNCONNECT_SERVER_KEY"))
	if err != nil {
		log.Fatal(err)
	}
	stream, err := c.SendMessage(ctx, nil, client.NewMessage{
		SessionID: "7b0a3c52-3f0e-4a53-9b0c-5a1d8a3f0c11", Content: "Can I bring my dog?",
	}, client.WithVisitor("5f3d6a0e-6a3b-4c3f-9f57-0a2b7c9d1e22"), client.AcceptEvents)
	if err != nil {
		log.Fatal(err)
	}
	defer stream.Body.Close()
	for event, err := range client.ReadEvents(stream.Body) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(event.Name, string(event.Data))
	}
}
